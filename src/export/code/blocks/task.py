def put(x, *columns):
    """Sets the first inputs, as many as there are."""
    for i, column in enumerate(columns[: x.shape[1]]):
        x[:, i] = column


def points(rows, inputs, outputs):
    """Points of the task by their numbers: inputs, classes, values."""
    rows = np.arange(rows) if np.isscalar(rows) else np.asarray(rows)
    x = quantile(uniforms(TASK, 1, rows, inputs))
    x, label, y = place(rows, uniforms(TASK, 0, rows, 2), x, outputs)
    if NOISE > 0 and y is None:
        x = x + NOISE * quantile(uniforms(TASK, 2, rows, inputs))
    if NOISE > 0 and y is not None:
        y = y + NOISE * quantile(uniforms(TASK, 2, rows, outputs))
    return f32(x), None if label is None else label % outputs, None if y is None else f32(y)
