(window.xreport_data=window.xreport_data||{})["places/in-5394c3e371-82"]={"runs":{"old-8259d20f24":{"slug":"old-8259d20f24","color":0,"ranks":[{"metric":"loss","place":"1 of 1","note":"one run"}]}}};
