"""The proof: every requirement is tripped by a fault, every fault trips what it declares, benign variants trip nothing."""
