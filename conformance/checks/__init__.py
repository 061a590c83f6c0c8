"""What must hold in one exchange: one module per family, one generator function per requirement."""
