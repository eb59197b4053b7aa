(window.xreport_data=window.xreport_data||{})["places/shapes-squares-641d3dac6e-d"]={"runs":{"killed-d5405925e3":{"slug":"killed-d5405925e3","color":2,"ranks":[]}},"deeper":false};
