"""The words by which the rows of a filled digibank are known on a page, and its people."""

#: the words by which each digibank's rows are known on a page
GENT, LUIK = "Zeppelin", "Ballon"
#: every borrower's name, address and note holds this too
PERSON = "Quirijn"
#: and every borrower is called at this number
PHONE = "0470 98 76 54"
