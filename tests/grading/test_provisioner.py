"""The kernel "Python (sandboxed)", started through jupyter_client by its name, as JupyterLab and nbconvert start it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient

from utils.grading import provisioner
from utils.grading.sandbox import bubblewrap, mounts, watch
from utils.grading.sandbox.guest import lockdown
from utils.grading.sandbox.limits import Limits, NoSandbox

COURSE = Path(__file__).parents[2]
KERNEL = COURSE / "utils" / "grading" / "static" / "jupyter" / "kernels" / "sandboxed" / "kernel.json"


class Session:
    """A running kernel; ``ask`` returns what a cell that prints JSON printed, or the name of its error."""

    def __init__(self, folder):
        self.manager = KernelManager(kernel_name="sandboxed")
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def process(self):
        return self.manager.provisioner.pid

    @property
    def sockets(self):
        return Path(self.manager.ip).parent

    def ask(self, code, seconds=60):
        printed = []
        reply = self.client.execute_interactive(code, timeout=seconds, output_hook=printed.append)["content"]
        text = "".join(m["content"]["text"] for m in printed if m["msg_type"] == "stream")
        return json.loads(text) if reply["status"] == "ok" else reply["ename"]

    def end(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=True)


@pytest.fixture
def start():
    started = []

    def start(folder):
        started.append(Session(folder))
        return started[-1]

    yield start
    for session in started:
        session.end()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed-in")
    (folder / "weights.npz").write_bytes(b"theirs")
    (folder / "gradebook.db").write_text("secret")
    (folder / "numpy.py").write_text("arange = None")
    (folder / "link.csv").symlink_to("/etc/hostname")
    (folder / "folder").mkdir()
    (folder / "folder" / "deep.csv").write_text("1")
    session = Session(folder)
    yield session
    session.end()


def descendants(process):
    """Return the numbers of a process and of all that descend from it, as seen from outside."""
    family = watch.family(process)
    return family.members if family else ()


def eventually(claim, seconds=10):
    deadline = time.monotonic() + seconds
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.05)
    return claim()


def alive(processes):
    return [process for process in processes if Path("/proc", str(process)).exists()]


class TestWork:
    def test_the_environment_offers_it_by_name(self):
        spec = KernelSpecManager().get_kernel_spec("sandboxed")
        assert (spec.display_name, spec.interrupt_mode) == ("Python (sandboxed)", "message")
        assert spec.argv == json.loads(KERNEL.read_text())["argv"]

    def test_it_computes_with_numpy_and_the_course(self, kernel):
        code = "import json, numpy as np\nfrom utils.reference.activations import relu\n"
        assert kernel.ask(code + "print(json.dumps(relu(np.array([-1.0, 2.0])).tolist()))") == [0.0, 2.0]

    def test_a_figure_and_a_program_show_what_they_should(self, kernel):
        shown = []
        code = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);\n!echo out of a program"
        kernel.client.execute_interactive(code, timeout=60, output_hook=shown.append)
        assert "image/png" in [mime for m in shown for mime in m["content"].get("data", {})]
        assert "out of a program" in "".join(m["content"].get("text", "") for m in shown)

    def test_nbclient_runs_a_notebook_in_it(self, tmp_path):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os\nos.getpid(), os.getcwd()")])
        NotebookClient(notebook, kernel_name="sandboxed", resources={"metadata": {"path": str(tmp_path)}}).execute()
        assert notebook.cells[0].outputs[0].data["text/plain"] == "(2, '/tmp/box')"

    def test_an_interrupt_ends_the_cell_only(self, kernel):
        kernel.client.execute("remembered = 1\nwhile True: pass")
        time.sleep(1)
        kernel.manager.interrupt_kernel()
        assert kernel.client.get_shell_msg(timeout=20)["content"]["ename"] == "KeyboardInterrupt"
        assert kernel.ask("print(remembered)") == 1

    def test_a_kernel_that_restarts_has_forgotten_all_and_answers(self, start, tmp_path):
        session = start(tmp_path)
        session.ask("open('left', 'w').close(); print(0)")
        before = descendants(session.process)
        session.manager.restart_kernel(now=True)
        session.client.wait_for_ready(timeout=60)
        assert session.ask("import json, os\nprint(json.dumps(os.listdir()))") == []
        assert eventually(lambda: not alive(before))


class TestView:
    def test_it_gets_copies_of_what_a_submission_may_bring_and_nothing_comes_back(self, kernel):
        code = "import json, os\nopen('weights.npz', 'a').write('!')\nopen('new.csv', 'w').close()\n"
        assert kernel.ask(code + "print(json.dumps(sorted(os.listdir())))") == ["new.csv", "weights.npz"]

    def test_a_module_beside_the_notebook_is_not_numpy(self, kernel):
        assert kernel.ask("import sys\nprint(sys.path.index('/tmp/box') - len(sys.path))") == -1

    def test_it_sees_no_solutions_no_home_and_no_other_folder(self, kernel, tmp_path):
        (tmp_path / "secret").write_text("")
        here = [
            COURSE / "solutions",
            COURSE / "pyproject.toml",
            tmp_path / "secret",
            kernel.sockets,
            Path("/etc/passwd"),
        ]
        places = [str(path) for path in (*here, Path.home() / ".bashrc", Path.home() / ".ssh")]
        assert kernel.ask(f"import json, os\nprint(json.dumps([*map(os.path.exists, {places})]))") == [False] * 7

    def test_it_writes_nowhere_but_in_its_own_memory(self, kernel):
        places = [COURSE / "utils" / "x", Path(sys.prefix) / "x", Path("/usr/x"), Path("/x"), kernel.sockets / "x"]
        code = "import json, os\ndef writes(path):\n    try:\n        open(path, 'w'); return True\n"
        code += f"    except OSError: return False\nprint(json.dumps([writes(p) for p in {[*map(str, places)]}]))"
        assert kernel.ask(code) == [False] * 5
        fds = "import fcntl\nfor name in os.listdir('/proc/self/fd'):\n    path = f'/proc/self/fd/{name}'\n    try:\n"
        fds += "        if 'memfd' in os.readlink(path): open(path, 'r+b').write(b'x')\n    except OSError: pass\n"
        fds += "    else: continue\nprint(1)"
        assert kernel.ask(fds) == 1

    def test_it_has_no_network_and_sees_no_other_process(self, kernel):
        code = """
import json, os, socket
def connects(*address):
    try:
        socket.create_connection(address, 1)
        return True
    except OSError:
        return False
interfaces = open("/proc/net/dev").read().count(":")
processes = sum(name.isdigit() for name in os.listdir("/proc"))
print(json.dumps([connects("192.0.2.1", 80), connects("127.0.0.1", 80), interfaces, processes]))
"""
        assert kernel.ask(code) == [False, False, 1, 2]

    def test_its_variables_say_nothing_of_who_started_it(self, monkeypatch, start, tmp_path):
        monkeypatch.setenv("SECRET_OF_THE_INSTRUCTOR", "1")
        seen = start(tmp_path).ask(
            "import json, os\nprint(json.dumps([dict(os.environ), open(home := "
            "os.environ['HOME'] + '/connection.json').read()]))"
        )
        assert "SECRET_OF_THE_INSTRUCTOR" not in seen[0]
        assert str(tmp_path) not in json.dumps(seen)

    def test_it_is_not_root_and_has_no_rights(self, kernel):
        status = kernel.ask("import json\nprint(json.dumps(open('/proc/self/status').read()))")
        words = dict(line.split(":\t") for line in status.splitlines())
        assert {int(words[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert words["NoNewPrivs"] == "1"
        assert "0" not in words["Uid"].split()


@pytest.mark.slow
class TestLimits:
    @pytest.fixture
    def small(self, monkeypatch):
        def small(**limits):
            limits = Limits(memory_bytes=2 << 30, cpu_seconds=60)._replace(**limits)
            monkeypatch.setattr(provisioner, "LIMITS", limits)

        return small

    def test_a_fork_bomb_is_small_and_goes_with_its_kernel(self, start, tmp_path, small):
        small(processes=40)
        session = start(tmp_path)
        code = "import os, time\nn = 0\ntry:\n    for n in range(500):\n        os.fork() or time.sleep(60)\n"
        assert session.ask(code + "except OSError:\n    print(n)") < 40
        family = descendants(session.process)
        session.manager.shutdown_kernel(now=True)
        assert eventually(lambda: not alive(family))

    def test_memory_and_files_end(self, start, tmp_path, small):
        small(file_bytes=1 << 20, disk_bytes=4 << 20)
        session = start(tmp_path)
        assert session.ask("x = bytearray(3 << 30)") == "MemoryError"
        assert session.ask("open('large', 'wb').write(bytes(2 << 20))") == "OSError"
        assert session.ask("for n in range(8): open(str(n), 'wb').write(bytes(1 << 20))") == "OSError"

    @pytest.mark.parametrize(
        ("limits", "code", "words"),
        [
            ({"cpu_seconds": 4}, "import os\nos.fork(), os.fork()\nwhile True: pass", "4 s of processor time"),
            ({"wall_seconds": 8}, "import time\ntime.sleep(60)", "longer than 8 s"),
            (
                {"memory_bytes": 1536 << 20},
                "import os, time\nfor _ in range(8): os.fork() or (x := bytearray(250 << 20)) and time.sleep(60)\n"
                "time.sleep(60)",
                "1536 MiB of memory",
            ),
        ],
        ids=["processor", "wall", "memory"],
    )
    def test_what_all_processes_use_is_watched_from_outside(self, start, tmp_path, small, caplog, limits, code, words):
        small(**limits)
        session = start(tmp_path)
        family = descendants(session.process)
        session.manager.log.propagate = True
        session.client.execute(code)
        assert eventually(lambda: not session.manager.is_alive(), 40)
        assert eventually(lambda: not alive(family))
        assert words in caplog.text


@pytest.mark.slow
class TestEnd:
    @pytest.mark.parametrize("now", [True, False])
    def test_shutting_down_leaves_no_process_and_no_file(self, start, tmp_path, now):
        session = start(tmp_path)
        session.ask("import os\nif os.fork() == 0:\n    os.setsid()\n    os.execlp('sleep', 'sleep', '100')\nprint(0)")
        family = descendants(session.process)
        assert len(family) >= 3
        session.manager.shutdown_kernel(now=now)
        assert eventually(lambda: not alive(family))
        assert not session.sockets.exists()

    def test_a_killed_jupyter_leaves_no_process(self, tmp_path):
        program = (
            "import time\nfrom jupyter_client import KernelManager\nm = KernelManager(kernel_name='sandboxed')\n"
            "m.start_kernel()\nprint(m.provisioner.pid, m.ip, flush=True)\ntime.sleep(100)"
        )
        jupyter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=tmp_path)
        process, sockets = jupyter.stdout.readline().decode().split()
        family = descendants(int(process))
        jupyter.send_signal(signal.SIGKILL)
        jupyter.wait()
        shutil.rmtree(Path(sockets).parent)  # nobody was left to do it
        assert family
        assert eventually(lambda: not alive(family))


class TestRefusal:
    @pytest.fixture(autouse=True)
    def unproved(self):
        provisioner._prove.cache_clear()
        yield
        provisioner._prove.cache_clear()

    def refusal(self, folder):
        manager = KernelManager(kernel_name="sandboxed")
        with pytest.raises(NoSandbox) as error:
            manager.start_kernel(cwd=str(folder))
        assert not manager.has_kernel
        assert len(str(error.value).splitlines()) == 1
        return str(error.value)

    def test_without_bubblewrap_it_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setattr(provisioner.selftest.shutil, "which", lambda name: None)
        said = self.refusal(tmp_path)
        assert "no kernel was started" in said
        assert "bwrap is not installed" in said
        assert "apt install bubblewrap" in said

    def test_a_sandbox_with_a_hole_starts_nothing(self, tmp_path, monkeypatch):
        holed = [*mounts.system(), COURSE]
        monkeypatch.setattr(mounts, "system", lambda: holed)
        assert "lets a submission read the grader's files" in self.refusal(tmp_path)

    def test_a_program_that_knows_no_provisioners_gets_one_sentence_and_no_kernel(self):
        command = json.loads(KERNEL.read_text())["argv"]
        ran = subprocess.run([sys.executable, *command[1:]], capture_output=True, text=True)
        assert ran.returncode == 1
        assert ran.stderr == "This kernel starts in its sandbox, through jupyter_client, only.\n"


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user runs all other tests as such")
def test_an_ordinary_user_can_start_it_too():
    needed = [Path(sys.prefix), Path(sys.base_prefix), COURSE]
    program = (
        "import os\nfrom jupyter_client.manager import start_new_kernel\n"
        "manager, client = start_new_kernel(kernel_name='sandboxed', cwd='/')\n"
        "print(os.getuid())\n"
        "client.execute_interactive('import os; print(os.getuid(), os.path.exists(\"/work\"))', timeout=60)\n"
        "client.stop_channels()\nmanager.shutdown_kernel()"
    )
    user = [*bubblewrap._without_root(needed), sys.executable, "-c", program]
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        os.chmod(home, 0o777)
        variables = {"PATH": os.environ["PATH"], "HOME": home}
        ran = subprocess.run(user, cwd=COURSE, capture_output=True, text=True, env=variables)
    assert ran.stdout.split()[:2] == [str(lockdown.NOBODY), "1000"], ran.stderr
