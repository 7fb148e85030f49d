def order_of(epoch):
    """The points in an order of the seed."""
    return np.argsort(words(ORDER, epoch, 1, POINTS)[0], kind="stable")


def rows_of(step):
    """The points of a step: cut from one order of all points after another; all of them where it takes all."""
    if MINI_BATCH == POINTS:
        return np.arange(POINTS)
    places = np.arange(step * MINI_BATCH, (step + 1) * MINI_BATCH)
    orders = {epoch: order_of(epoch) for epoch in {place // POINTS for place in places.tolist()}}
    return np.array([orders[place // POINTS][place % POINTS] for place in places.tolist()])
