print("layer   std of a   std of dL/da")
for layer in range(1, len(tensors["a"])):
    print(f"{layer:5d} {std(tensors['a'][layer]):10.4g} {std(tensors['da'][layer]):14.4g}")
