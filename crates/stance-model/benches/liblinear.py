"""Runs LIBLINEAR on request, for solver.rs: the library behind the command `train`, no file read.

    python3 liblinear.py NODES N_ROWS N_FEATURES

NODES holds the rows as LIBLINEAR keeps them in memory: nodes of 16 bytes (int32 index, 4 bytes
unused, float64 value), each row closed by the bias (index N_FEATURES + 1, value 1) and index -1.
Labels, +1 or -1, stand in NODES.labels as float64. Each line of standard input asks for one run:
C, stopping tolerance, and a file for the weights (float64, the bias last, "-" for none). The answer
is the seconds that train() took. The solver is the command's `-s 0 -B 1`, one thread.
"""
import ctypes
import sys
import time

LIBRARY = "liblinear.so.4"  # Debian: liblinear4, which liblinear-tools depends on
INT, DOUBLE = ctypes.c_int, ctypes.c_double


class Problem(ctypes.Structure):
    _fields_ = [("l", INT), ("n", INT), ("y", ctypes.c_void_p), ("x", ctypes.c_void_p), ("bias", DOUBLE)]


class Parameter(ctypes.Structure):
    _fields_ = [
        ("solver_type", INT), ("eps", DOUBLE), ("C", DOUBLE), ("nr_weight", INT),
        ("weight_label", ctypes.c_void_p), ("weight", ctypes.c_void_p), ("p", DOUBLE),
        ("init_sol", ctypes.c_void_p),
    ]


class Model(ctypes.Structure):
    _fields_ = [
        ("param", Parameter), ("nr_class", INT), ("nr_feature", INT), ("w", ctypes.POINTER(DOUBLE)),
        ("label", ctypes.POINTER(INT)), ("bias", DOUBLE),
    ]


def row_starts(nodes):
    """The offset of every row: one after each closing index."""
    indices = memoryview(nodes).cast("i")[::4]
    starts, start = [], 0
    for position, index in enumerate(indices):
        if index == -1:
            starts.append(start)
            start = (position + 1) * 16
    return starts


def main():
    path, n_rows, n_features = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    library = ctypes.CDLL(LIBRARY)
    if ctypes.c_int.in_dll(library, "liblinear_version").value != 230:
        sys.exit("the structures in this script are those of LIBLINEAR 2.30")
    library.train.restype = ctypes.POINTER(Model)
    quiet = ctypes.CFUNCTYPE(None, ctypes.c_char_p)(lambda _: None)
    library.set_print_string_function(quiet)
    with open(path, "rb") as file:
        nodes = bytearray(file.read())
    with open(path + ".labels", "rb") as file:
        labels = (DOUBLE * n_rows).from_buffer_copy(file.read())
    address = ctypes.addressof(ctypes.c_char.from_buffer(nodes))
    rows = (ctypes.c_void_p * n_rows)(*(address + start for start in row_starts(nodes)))
    problem = Problem(n_rows, n_features + 1, ctypes.addressof(labels), ctypes.addressof(rows), 1.0)
    print("ready", flush=True)
    for line in sys.stdin:
        c, tolerance, out = line.split()
        parameter = Parameter(solver_type=0, eps=float(tolerance), C=float(c), p=0.1)
        start = time.perf_counter()
        model = library.train(ctypes.byref(problem), ctypes.byref(parameter))
        seconds = time.perf_counter() - start
        if out != "-":
            sign = model.contents.label[0]  # the weights speak for this label
            with open(out, "wb") as file:
                file.write((DOUBLE * (n_features + 1))(*(sign * model.contents.w[j] for j in range(n_features + 1))))
        library.free_and_destroy_model(ctypes.byref(model))
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
