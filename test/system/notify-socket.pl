# A service manager's notification socket (sd_notify(3)): prints every message that comes in, and an empty line after it.
# Descriptors that come along are closed by not being taken, which is what a sender's BARRIER=1 waits for.
use IO::Socket::UNIX;
$| = 1;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die "$ARGV[0]: $!";
while (defined $socket->recv(my $message, 4096)) { print "$message\n\n" }
