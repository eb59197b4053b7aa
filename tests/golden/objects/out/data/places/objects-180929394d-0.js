(window.xreport_data=window.xreport_data||{})["places/objects-180929394d-0"]={"runs":{"user-04f8996da7":{"slug":"user-04f8996da7","color":1,"ranks":[]}},"deeper":false};
