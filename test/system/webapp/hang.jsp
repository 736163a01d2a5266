<%-- From now on the JVM does not end on SIGTERM: a shutdown hook waits for longer than any test. --%>
<%@ page contentType="text/plain" session="false" %>
<%
  Thread hook = new Thread(() -> {
    try {
      Thread.sleep(120_000);
    } catch (InterruptedException e) {
      // it has been waiting long enough
    }
  }, "hook-that-hangs");
  Runtime.getRuntime().addShutdownHook(hook);
  out.println("hangs");
%>
