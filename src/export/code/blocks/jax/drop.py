def drop(x, mask):
    return jnp.where(mask == 0, 0, x * mask)
