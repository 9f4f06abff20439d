"""What a submission in a Box sees, can do, and may use: the same with every backend."""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from utils.data.store import data_folder
from utils.grading.sandbox.box import Box
from utils.grading.sandbox.limits import Contained, Limits
from utils.grading.sandbox.mounts import Mounts

UTILS = Path(__file__).parents[3] / "utils"
LIMITS = Limits(memory_bytes=1 << 30, processes=32, wall_seconds=20, cpu_seconds=20)
ECHO = "while (request := receive()) is not None:\n    send(request.upper())\n"


def printed(run):
    return "".join(output.text for output in run.outputs if output.output_type == "stream")


def ask(backend, folder, cell, **options):
    """Run one cell in a fresh box and return what it printed, read as JSON."""
    with Box(backend, folder, options.pop("limits", LIMITS), **options) as box:
        ran = box.run(cell)
        assert ran.error is None, ran.error
        return json.loads(printed(ran))


def contained(backend, folder, cell, **limits):
    """Run one cell that a limit should end; return the code and the seconds until it was said."""
    begun = time.monotonic()

    def run():
        with Box(backend, folder, LIMITS._replace(**limits)) as box:
            box.run(cell)
            box.run("import time; time.sleep(60)")

    with pytest.raises(Contained) as error:
        run()
    return error.value.code, time.monotonic() - begun


class TestCells:
    def test_outputs_are_what_a_notebook_would_keep(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            ran = box.run("import sys\nprint('a')\nprint('b', file=sys.stderr)\n40 + 2")
        kinds = [(output.output_type, output.get("name"), output.get("text")) for output in ran.outputs]
        assert kinds == [("stream", "stdout", "a\n"), ("stream", "stderr", "b\n"), ("execute_result", None, None)]
        assert ran.outputs[2].data == {"text/plain": "42"}

    def test_a_figure_comes_out_as_an_image(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS, warm=("numpy", "matplotlib.pyplot")) as box:
            ran = box.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
        assert [set(output.data) for output in ran.outputs] == [{"text/plain", "image/png"}]

    def test_names_live_from_cell_to_cell_and_an_error_ends_its_cell_only(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            assert box.run("x = 1\n1 / 0").error == ("ZeroDivisionError", "division by zero")
            assert box.run("def f(:").error[0] == "SyntaxError"
            assert box.run("x").outputs[0].data["text/plain"] == "1"

    @pytest.mark.parametrize("cell", ["exit()", "quit()", "import sys; sys.exit(3)", "raise SystemExit"])
    def test_leaving_a_cell_does_not_leave_the_notebook(self, fork, tmp_path, cell):
        with Box(fork, tmp_path, LIMITS) as box:
            box.run(cell)
            assert box.run("1").outputs[0].data["text/plain"] == "1"

    def test_what_programs_print_is_kept(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            assert "from a program" in printed(box.run("!echo from a program"))

    def test_a_forgotten_forked_process_answers_nothing(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            assert len(box.run("import os\nos.fork() and 7;\nprint('once')").outputs) == 1
            assert [box.run(str(n)).outputs[0].data["text/plain"] for n in range(5)] == list("01234")

    def test_text_that_is_not_unicode_can_be_written(self, fork, tmp_path):
        with Box(fork, tmp_path, LIMITS) as box:
            ran = box.run("print('\\ud800')\nraise ValueError('\\udfff')")
        assert printed(ran).encode() == b"?\n"
        assert ran.error == ("ValueError", "?")


class TestView:
    def test_it_works_in_a_copy_of_its_files(self, backend, tmp_path):
        (tmp_path / "weights").mkdir()
        (tmp_path / "weights" / "w.txt").write_text("theirs")
        (tmp_path / "link").symlink_to("/etc/hostname")
        cell = "import json, os\nopen('weights/w.txt', 'a').write('!')\nopen('new', 'w').close()\n"
        seen = ask(backend, tmp_path, cell + "print(json.dumps([sorted(os.listdir()), open('weights/w.txt').read()]))")
        assert seen == [["new", "weights"], "theirs!"]
        assert (tmp_path / "weights" / "w.txt").read_text() == "theirs"
        assert not (tmp_path / "new").exists()

    def test_no_file_of_the_machine_is_there_but_pythons(self, backend, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("solutions")
        (tmp_path / "box").mkdir()
        tops = ask(backend, tmp_path / "box", "import json, os\nprint(json.dumps(sorted(os.listdir('/'))))")
        allowed = {"bin", "dev", "etc", "lib", "lib32", "lib64", "proc", "run", "sbin", "tmp", "usr"}
        allowed |= {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix)}
        assert set(tops) <= allowed
        looks = [str(secret), "/etc/passwd", "/etc/shadow", str(UTILS), str(UTILS.parent / "pyproject.toml")]
        there = ask(backend, tmp_path / "box", f"import json, os\nprint(json.dumps([*map(os.path.exists, {looks})]))")
        assert not any(there)

    def test_it_sees_what_is_mounted_without_what_is_hidden_and_cannot_write_there(self, backend, tmp_path):
        mounts = Mounts((UTILS,), (UTILS / "reference", Path(sys.prefix, "share")))
        cell = f"""
import json, os
import utils.shapes.conv_arithmetic
def writes(path):
    try:
        open(path, "w")
        return True
    except OSError:
        return False
places = [{str(UTILS / "x")!r}, {str(UTILS / "reference" / "x")!r}, "/x", "/dev/x", "/usr/x", "/run/x"]
seen = [os.listdir({str(UTILS / "reference")!r}), os.path.exists({str(UTILS.parent / "solutions")!r})]
print(json.dumps([*seen, [*map(writes, places)]]))
"""
        assert ask(backend, tmp_path, cell, mounts=mounts) == [[], False, [False] * 6]

    def test_its_variables_say_nothing_of_the_grader(self, backend, tmp_path, monkeypatch):
        monkeypatch.setenv("SECRET_OF_THE_GRADER", "1")
        names = ask(backend, tmp_path, "import json, os\nprint(json.dumps(dict(os.environ)))")
        assert "SECRET_OF_THE_GRADER" not in names
        data = names.pop("COURSE_DATA")  # the one folder that is named, since data sets are seen where they lie
        assert data == str(data_folder())
        assert not [name for name, value in names.items() if str(Path.home()) in value.replace(sys.prefix, "")]

    def test_it_is_not_root_and_can_become_nothing_else(self, backend, tmp_path):
        cell = "import json\nprint(json.dumps(open('/proc/self/status').read()))"
        status = dict(line.split(":\t") for line in ask(backend, tmp_path, cell).splitlines())
        assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert status["NoNewPrivs"] == "1"
        assert "0" not in status["Uid"].split()

    def test_it_makes_no_namespaces(self, backend, tmp_path):
        cell = "import ctypes, json\nprint(json.dumps([ctypes.CDLL(None).unshare(f) for f in (0x10000000, 0x20000)]))"
        assert ask(backend, tmp_path, cell) == [-1, -1]

    def test_it_has_no_network_and_sees_no_other_process(self, backend, tmp_path):
        cell = """
import json, os, socket
interfaces = open("/proc/net/dev").read().count(":")
try:
    socket.create_connection(("192.0.2.1", 80), 1)
    network = True
except OSError:
    network = False
print(json.dumps([interfaces, network, len([name for name in os.listdir("/proc") if name.isdigit()])]))
"""
        interfaces, network, processes = ask(backend, tmp_path, cell)
        assert (interfaces, network) == (1, False)
        assert processes <= 3

    def test_a_module_beside_the_notebook_is_found_but_is_not_numpy(self, backend, tmp_path):
        (tmp_path / "numpy.py").write_text("array = None")
        (tmp_path / "mine.py").write_text("seven = 7")
        cell = "import json, mine, numpy\nprint(json.dumps([mine.seven, numpy.array([1]).tolist()]))"
        assert ask(backend, tmp_path, cell) == [7, [1]]

    def test_random_numbers_differ_from_box_to_box(self, fork, tmp_path):
        cell = "import json, random, numpy\nprint(json.dumps([random.random(), numpy.random.rand()]))"
        one, other = (ask(fork, tmp_path, cell) for _ in range(2))
        assert one[0] != other[0]
        assert one[1] != other[1]


class TestCalls:
    def test_the_kernel_answers_on_a_socket_and_takes_cells_again_after(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            box.run("word = 'seen'")
            socket = box.serve("send(student['word'].encode())\nsend(receive().upper())")
            socket.sendall((3).to_bytes(4, "big") + b"abc")
            answer = b""
            while len(answer) < 15:
                answer += socket.recv(100)
            assert answer == b"\0\0\0\4seen\0\0\0\3ABC"
            assert box.run("word").outputs[0].data["text/plain"] == "'seen'"

    def test_a_call_takes_less_than_ten_milliseconds(self, backend, tmp_path):
        seconds = []
        with Box(backend, tmp_path, LIMITS) as box:
            socket = box.serve(ECHO)
            for _ in range(50):
                begun = time.perf_counter()
                socket.sendall((1).to_bytes(4, "big") + b"a")
                socket.recv(5, 0x100)  # MSG_WAITALL
                seconds.append(time.perf_counter() - begun)
        assert statistics.median(seconds) < 0.01

    def test_a_call_that_hangs_is_ended_and_the_reason_is_known(self, fork, tmp_path):
        with Box(fork, tmp_path, LIMITS._replace(wall_seconds=1)) as box:
            socket = box.serve("while True: pass")
            assert socket.recv(1) == b""
            assert box.failure().code == "wall"


class TestLimits:
    def test_wall(self, backend, tmp_path):
        code, seconds = contained(backend, tmp_path, "import time\ntime.sleep(60)", wall_seconds=2)
        assert code == "wall"
        assert seconds < 15  # of the 60 it asks for, on a machine that is busy with other things

    @pytest.mark.parametrize(
        "cell",
        ["while True: pass", "import os\nfor _ in range(3): os.fork()\nwhile True: pass", "import time\n10**10**8"],
    )
    def test_processor_time_of_all_processes(self, backend, tmp_path, cell):
        assert contained(backend, tmp_path, cell, cpu_seconds=1)[0] == "cpu"

    @pytest.mark.parametrize(
        "cell",
        [
            "while True: print('x' * 1000)",
            "import os\nwhile True: os.write(1, b'x' * 1000)",
            "!yes",
            "from IPython.display import display, HTML\nwhile True: display(HTML('x' * 9999))",
            "print('x' * 10**8)",
            "import os\nif os.fork() == 0:\n    while True: os.write(2, b'x' * 999)",
        ],
    )
    def test_output(self, backend, tmp_path, cell):
        assert contained(backend, tmp_path, cell, output_bytes=1 << 20)[0] == "output"

    def test_memory_of_one_process(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            assert box.run("x = bytearray(2 << 30)").error[0] == "MemoryError"

    def test_memory_of_all_processes(self, backend, tmp_path):
        cell = "import os, time\nfor _ in range(6): os.fork() or (x := bytearray(300 << 20)) and time.sleep(60)"
        assert contained(backend, tmp_path, cell + "\ntime.sleep(60)")[0] == "memory"

    def test_processes(self, backend, tmp_path):
        cell = "import os, json, time\nn = 0\ntry:\n    for n in range(500):\n        os.fork() or time.sleep(60)\n"
        assert ask(backend, tmp_path, cell + "except OSError:\n    print(json.dumps(n))") < LIMITS.processes

    def test_files(self, backend, tmp_path):
        cell = "for n in range(64): open(f'{where}/{n}', 'wb').write(bytes(1 << 20))"
        with Box(backend, tmp_path, LIMITS._replace(file_bytes=2 << 20, disk_bytes=32 << 20)) as box:
            assert box.run("open('large', 'wb').write(bytes(3 << 20))").error[0] == "OSError"
            for where in (".", "/tmp", "/dev/shm", "/dev", "/"):
                assert box.run(f"where = {where!r}\n{cell}").error[0] in ("OSError", "PermissionError"), where

    @pytest.mark.parametrize(
        "cell",
        [
            "import os; os._exit(0)",
            "import os; os.kill(os.getpid(), 9)",
            "import os; os.abort()",
            "import ctypes; ctypes.string_at(0)",
            "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf.__code__ = f.__code__\nimport os; os.kill(0, 9)",
        ],
    )
    def test_death(self, backend, tmp_path, cell):
        assert contained(backend, tmp_path, cell)[0] == "died"

    @pytest.mark.parametrize(
        "frame",
        [b"\0\0\0\2[]", b"\0\0\0\1{", b"\0\0\xff\xff" + b"[" * 0xFFFF, b"\xff" * 99],
        ids=["a list", "half", "deep", "huge"],
    )
    def test_nonsense_on_the_channel(self, fork, tmp_path, frame):
        cell = f"import os\nfor n in range(3, 9):\n    try: os.write(n, {frame})\n    except OSError: pass"
        assert contained(fork, tmp_path, cell)[0] in ("protocol", "output")

    def test_forged_outputs_are_only_outputs(self, fork, tmp_path):
        words = json.dumps({"output_type": "display_data", "data": {"text/html": 1, "x": {"y": []}}, "metadata": 3})
        frame = len(words).to_bytes(4, "big") + words.encode()
        with Box(fork, tmp_path, LIMITS) as box:
            ran = box.run(f"import os\nfor n in range(3, 9):\n    try: os.write(n, {frame})\n    except OSError: pass")
        assert ran.outputs[0].data == {"text/html": "1", "x": "{'y': []}"}

    def test_usage_is_what_was_used(self, backend, tmp_path):
        with Box(backend, tmp_path, LIMITS) as box:
            box.run(
                "x = bytearray(200 << 20)\nfrom time import process_time as t\nend = t() + 1\nwhile t() < end: pass"
            )
            box.run("print('x' * 1000)")
        used = box.usage
        assert 1 < used.cpu_seconds <= used.wall_seconds + 0.5
        assert 200 << 20 < used.peak_memory_bytes < 400 << 20
        assert 1000 < used.output_bytes < 2000


class TestEnd:
    def test_no_process_is_left(self, backend, tmp_path):
        cell = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    os.fork() and os._exit(0)\n    "
        mark = f"left-{time.monotonic_ns()}"
        with Box(backend, tmp_path, LIMITS) as box:
            box.run(cell + f"os.execlp('sh', {mark!r}, '-c', 'sleep 100 & wait')")
            assert eventually(lambda: processes_called(mark))
        assert not processes_called(mark)

    def test_a_killed_grader_leaves_no_process(self, backend, tmp_path):
        mark = f"left-{time.monotonic_ns()}"
        program = (
            "import sys, pathlib\nfrom utils.grading.sandbox.backend import Backend\n"
            "from utils.grading.sandbox.box import Box\n"
            f"box = Box(Backend(*{tuple(backend)!r}), pathlib.Path({str(tmp_path)!r}))\nbox.__enter__()\n"
            f'box.run(\'import os\\nos.fork() or os.execlp("sh", "{mark}", "-c", "sleep 100 & wait")\')\n'
            "print('ready', flush=True)\nbox.run('import time; time.sleep(100)')"
        )
        grader = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=UTILS.parent)
        assert grader.stdout.readline() == b"ready\n"
        assert eventually(lambda: processes_called(mark))
        grader.send_signal(signal.SIGKILL)
        grader.wait()
        assert eventually(lambda: not processes_called(mark))


def eventually(claim, seconds=5):
    deadline = time.monotonic() + seconds
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.02)
    return claim()


def processes_called(mark):
    """Return the processes of this machine whose first word is ``mark``, as seen from outside."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path("/proc", name, "cmdline").read_bytes()
        except OSError:
            continue
        found += [name] if re.match(rf"{mark}\0".encode(), words) else []
    return found
