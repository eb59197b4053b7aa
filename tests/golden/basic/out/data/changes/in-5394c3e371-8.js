(window.xreport_data=window.xreport_data||{})["changes/in-5394c3e371-8"]={"runs":{},"deeper":false};
