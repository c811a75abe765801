"""An evaluation as a document: the same parts on the page, in PDF, in Word and in the data set."""
