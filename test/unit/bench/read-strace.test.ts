import { describe, expect, test } from "vitest";
import { beyond, readStrace } from "../../../bench/counts/read-strace.ts";

const T = { timeout: 10_000 };

const LINES = `
812 execve("/usr/bin/node", ["node", "main.js"], 0x7ffd /* 20 vars */) = 0
812 openat(AT_FDCWD</tmp>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>
812 read(3</etc/ld.so.cache>, "\\177ELF"..., 832) = 832
812 openat(AT_FDCWD</tmp>, "/proc/900/stat", O_RDONLY) = 4</proc/900/stat>
812 openat(AT_FDCWD</tmp>, "/nowhere", O_RDONLY) = -1 ENOENT (No such file or directory)
812 statx(AT_FDCWD</tmp>, "/neither", AT_STATX_SYNC_AS_STAT, STATX_ALL, 0x7ffd) = -1 ENOENT (No such file or directory)
813 read(5<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 1024) = 8
813 read(4</proc/900/stat>,  <unfinished ...>
812 write(20<socket:[4711]>, "PRI * HTTP/2.0"..., 24) = 24
813 <... read resumed>"900 (is) S"..., 1024) = 300
812 writev(20<UNIX:[4711->4712]>, [{iov_base="x", iov_len=9}], 1) = 9
812 write(1<pipe:[1]>, "said\\n", 5) = 5
812 read(20<socket:[4711]>, 0x55, 65536) = -1 EAGAIN (Resource temporarily unavailable)
814 execve("/bin/true", ["true"], 0x7ffd /* 20 vars */) = 0
812 fdatasync(6</tmp/journal>)        = 0
812 +++ exited with 0 +++
`;

describe("what strace has written", () => {
  test("is counted by kind; a call told in two lines is one; failures, pipes and wake-ups are none", T, () => {
    expect(readStrace(LINES)).toEqual({
      opened: 2,
      openedInProc: 1,
      inVain: 2,
      bytesRead: 1_132,
      socketWrites: 2,
      socketBytes: 33,
      programs: 1,
      syncs: 1,
    });
  });

  test("of nothing is nothing", T, () => {
    expect(Object.values(readStrace("")).every((value) => value === 0)).toBe(true);
  });

  test("a process that was attached to has started no program by being there", T, () => {
    expect(readStrace('9 execve("/bin/true", ["true"], 0x7ffd) = 0', "attached").programs).toBe(1);
    expect(readStrace("", "attached").programs).toBe(0);
  });
});

test("what one used more than another", T, () => {
  const use = readStrace(LINES);
  expect(beyond(use, use)).toEqual(readStrace(""));
});
