"""The register of proofs about whole lots: what was erased, what was not, and everything an auditor asks for."""
