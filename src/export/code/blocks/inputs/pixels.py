def draw_inputs(rows, columns):
    return unit_uniform(INPUT, 0, rows, columns)
