def summed(gradients):
    """What layers share has the sum of their gradients."""
    total = {}
    for layer, gradient in gradients.items():
        owner = OWNER[layer]
        total[owner] = total[owner] + gradient if owner in total else gradient
    return total
