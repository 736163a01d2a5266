<%-- What Platform Server says of itself: it names its Image Server where that one can be reached. --%>
<%@ page contentType="text/plain" session="false" import="java.net.*" %>
<%
  Integer port = Integer.getInteger("is.port");
  boolean reached = true;
  if (port != null) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
    } catch (java.io.IOException e) {
      reached = false;
    }
  }
  out.println("platformServer.version=1");
  if (reached) out.println("imageServer.1.state=up");
%>
