"""What the machine does, from a thread of its own: right, cheap, and never in the way."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from xreport.logger.capture import graphics, machine
from xreport.logger.capture.sampling import sampling_seconds

linux = pytest.mark.skipif(not Path("/proc/stat").exists(), reason="needs /proc")


def samples(records):
    return [record for record in records if any(key.startswith("system/") for key in record.get("metrics", {}))]


def wait_for(check, seconds=20):
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def sampler_threads():
    return [thread for thread in threading.enumerate() if thread.name == "xreport-system"]


@pytest.fixture
def no_gpu(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(graphics, "_nvml", lambda: None)


@linux
def test_samples_are_log_records_over_seconds_and_leave_the_steps_alone(init, read, no_gpu):
    run = init(system_metrics=0.1)
    run.log({"loss": 1})
    wait_for(lambda: len(samples(read(run))) >= 3)
    run.log({"loss": 2})
    run.finish()
    found = samples(read(run))
    assert [record["step"] for record in read(run) if "loss" in record.get("metrics", {})] == [0, 1]
    assert all(record["step"] in range(20) for record in found)
    last = found[-1]["metrics"]
    assert {"system/memory_gb", "system/process.cpu", "system/process.memory_gb", "system/disk_free_gb"} <= set(last)
    assert 0 < last["system/process.memory_gb"] <= last["system/memory_gb"] + 1
    assert all(0 <= record["metrics"].get("system/cpu", 0) <= 100 for record in found)
    assert not sampler_threads()


def test_it_is_off_unless_asked_for(init, monkeypatch):
    monkeypatch.delenv("XREPORT_SYSTEM_METRICS", raising=False)
    init()
    init(system_metrics=False)
    assert not sampler_threads()
    monkeypatch.setenv("XREPORT_SYSTEM_METRICS", "30")
    init(system_metrics=False)
    assert not sampler_threads()
    run = init()
    assert len(sampler_threads()) == 1
    run.finish()
    assert not sampler_threads()


def test_of_several_processes_on_a_machine_one_looks(init, monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "1")
    init(system_metrics=True)
    assert not sampler_threads()


@pytest.mark.parametrize(("said", "seconds"), [(True, 15.0), (False, 0.0), (None, 0.0), (3, 3.0), (0, 0.0)])
def test_seconds(said, seconds, monkeypatch):
    monkeypatch.delenv("XREPORT_SYSTEM_METRICS", raising=False)
    assert sampling_seconds(said) == seconds


@pytest.mark.parametrize("said", [-1, 0.01, float("nan"), float("inf"), "often"])
def test_other_seconds_are_refused_before_the_training(init, said, tmp_path):
    with pytest.raises(ValueError, match="system_metrics"):
        init(system_metrics=said)
    assert not (tmp_path / "runs").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_has_no_thread_and_ends_at_once(init, read):
    run = init(system_metrics=0.1)
    child = os.fork()
    if child == 0:
        os._exit(3 if sampler_threads() else 0 if run.log({"a": 1}) and run.finish() else 4)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_look_that_hangs_holds_up_neither_the_end_of_the_run_nor_that_of_python(script):
    source = (
        "import time, xreport\nfrom xreport.logger.capture import machine\n"
        "machine.Machine.look = lambda self: time.sleep(60)\n"
        "run = xreport.init('p', system_metrics=0.1, capture=False)\ntime.sleep(0.4)\nrun.log(a=1)\n"
    )
    before = time.monotonic()
    (records,) = script(source).journals
    assert time.monotonic() - before < 20
    assert [record.get("type") for record in records] == ["start", None, "end"]


def test_a_look_that_fails_stops_nothing(init, read, monkeypatch, capfd):
    monkeypatch.setattr(machine.Machine, "look", lambda self: 1 / 0)
    run = init(system_metrics=0.1, strict=True)
    wait_for(lambda: not sampler_threads())
    assert run.log({"a": 1})
    assert capfd.readouterr().err == ""


# -- what is read -------------------------------------------------------------------------------------


def test_proc_is_read_as_linux_writes_it(tmp_path, no_gpu):
    def write(busy, idle, waiting):
        (tmp_path / "stat").write_text(f"cpu  {busy} 0 0 {idle} {waiting} 0 0 0 0 0\ncpu0 1 1 1 1\n")

    write(100, 800, 100)
    (tmp_path / "meminfo").write_text(
        "MemTotal: 2000000 kB\nMemFree: 1 kB\nMemAvailable: 500000 kB\nHugePages_Total: 0\n"
    )
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "statm").write_text("900 250 30 1 0 100 0\n")
    looked = machine.Machine(str(tmp_path), proc=str(tmp_path))
    write(130, 860, 110)
    found = looked.look()
    assert found["system/cpu"] == 30.0
    assert found["system/memory_gb"] == pytest.approx(1_500_000 * 1024 / 1e9, abs=1e-3)
    assert found["system/process.memory_gb"] == pytest.approx(250 * os.sysconf("SC_PAGE_SIZE") / 1e9, abs=1e-3)
    assert found["system/disk_free_gb"] > 0
    (tmp_path / "meminfo").unlink()
    assert "system/memory_gb" not in looked.look()
    assert looked.look()["system/disk_free_gb"] > 0, "what can be read still is"


def test_elsewhere_psutil_is_asked(tmp_path, monkeypatch, no_gpu):
    fake = SimpleNamespace(
        cpu_percent=lambda: 12.5,
        virtual_memory=lambda: SimpleNamespace(total=8e9, available=5e9),
        Process=lambda: SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=1e9)),
    )
    monkeypatch.setitem(sys.modules, "psutil", fake)
    found = machine.Machine(str(tmp_path), proc=str(tmp_path / "none")).look()
    assert (found["system/cpu"], found["system/memory_gb"], found["system/process.memory_gb"]) == (12.5, 3.0, 1.0)


def test_without_proc_and_psutil_there_is_what_python_knows(tmp_path, monkeypatch, no_gpu):
    monkeypatch.setitem(sys.modules, "psutil", None)
    found = machine.Machine(str(tmp_path), proc=str(tmp_path / "none")).look()
    assert found.keys() == {"system/process.cpu", "system/disk_free_gb"}


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for nvidia-smi")
def test_gpus_by_nvidia_smi(tmp_path, monkeypatch):
    monkeypatch.setattr(graphics, "_nvml", lambda: None)
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho '0, 85, 1000, 60, 250.5'\necho '1, 0, 0, 30, [N/A]'\n")
    tool.chmod(tool.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert graphics.Graphics().look() == {
        "gpu.0.utilisation": 85.0, "gpu.0.memory_gb": pytest.approx(1.048576), "gpu.0.temperature_c": 60.0,
        "gpu.0.power_w": 250.5, "gpu.1.utilisation": 0.0, "gpu.1.memory_gb": 0.0, "gpu.1.temperature_c": 30.0,
    }  # fmt: skip
    calls = tmp_path / "calls"
    tool.write_text(f"#!/bin/sh\necho >> {calls}\nexit 9\n")
    broken = graphics.Graphics()
    assert [broken.look() for _ in range(5)] == [{}] * 5
    assert len(calls.read_text()) == 3, "a driver that fails again and again is left alone"


def test_gpus_by_nvml(monkeypatch):
    def unsupported(_gpu):
        raise RuntimeError("Not Supported")

    fake = SimpleNamespace(
        nvmlInit=lambda: None,
        nvmlDeviceGetCount=lambda: 1,
        nvmlDeviceGetHandleByIndex=lambda at: at,
        nvmlDeviceGetUtilizationRates=lambda _gpu: SimpleNamespace(gpu=40),
        nvmlDeviceGetMemoryInfo=lambda _gpu: SimpleNamespace(used=2e9),
        nvmlDeviceGetTemperature=lambda _gpu, _kind: 55,
        nvmlDeviceGetPowerUsage=unsupported,
    )
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    found = graphics.Graphics().look()
    assert found == {"gpu.0.utilisation": 40.0, "gpu.0.memory_gb": 2.0, "gpu.0.temperature_c": 55.0}


def test_a_look_takes_little_time(tmp_path, no_gpu):
    looked = machine.Machine(str(tmp_path))
    looked.look()
    before = time.thread_time()
    for _ in range(20):
        looked.look()
    assert (time.thread_time() - before) / 20 < 0.02
