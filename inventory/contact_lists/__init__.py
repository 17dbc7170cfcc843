"""Lists of contacts from elsewhere: a form, a spreadsheet or a register is read, matched, looked at and taken in."""
