<%-- A request that takes its time: says "begun" at once and "done" after `ms` milliseconds. --%>
<%@ page contentType="text/plain" session="false" %>
<%
  out.println("begun");
  out.flush();
  Thread.sleep(Long.parseLong(request.getParameter("ms")));
  out.println("done");
%>
