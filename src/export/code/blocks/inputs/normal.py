def draw_inputs(rows, columns):
    return normal(INPUT, 0, rows, columns)
