"""What the bank's statements show against what was asked: booked by itself when it is beyond doubt, else proposed."""
