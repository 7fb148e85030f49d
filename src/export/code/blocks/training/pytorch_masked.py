def train(W, steps):
    """Trains from these weights. The losses of the page's batch before the steps of SHOWN."""
    network = Network(W)
    optimizer = optimizer_of(network)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
    losses = {}
    for step in range(steps + 1):
        if step in SHOWN:
            mask.update(masks(BATCH))
            losses[step] = loss_of(network(torch.from_numpy(x)), GOAL)
        if step == steps:
            break
        # Every step drops outputs of its own.
        mask.update(masks(np.arange(step * MINI_BATCH, (step + 1) * MINI_BATCH)))
        rows = rows_of(step)
        optimizer.zero_grad()
        loss = loss_of(network(torch.from_numpy(X[rows])), goals[rows])  # backward too
        if not np.isfinite(loss):
            break
        clip(network)
        optimizer.step()
        scheduler.step()
    return losses
