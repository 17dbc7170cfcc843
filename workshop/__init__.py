"""The borrowers' start workshops. (Technicians work at the bench, never in the workshop.)"""
