"""A stand-in for VIES: answers about made-up VAT numbers, and every fault that the real one is known for."""
