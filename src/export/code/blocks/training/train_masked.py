def train(W, steps):
    """Trains from these weights. The losses of the page's batch before the steps of SHOWN."""
    P = parameters(W)
    states, losses = {}, {}
    for step in range(steps + 1):
        if step in SHOWN:
            mask.update(masks(BATCH))
            losses[step] = gradients_at(P, x, GOAL)[0]
        if step == steps:
            break
        # Every step drops outputs of its own.
        mask.update(masks(np.arange(step * MINI_BATCH, (step + 1) * MINI_BATCH)))
        rows = rows_of(step)
        loss, gradients = gradients_at(P, X[rows], goals[rows])
        if not np.isfinite(loss):
            break
        update(P, gradients, states, step)
    return losses
