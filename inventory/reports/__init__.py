"""Reports as documents: for a funder, a giver, a town; drawn from templates, sent on a day, and kept as they were."""
