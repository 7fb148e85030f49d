def draw_inputs(rows, columns):
    return uniform(INPUT, 0, rows, columns)
