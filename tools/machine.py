"""What the machine itself can give: packages of its system, and a Chromium. Needs nothing but Python."""

import os
import shutil
import subprocess

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium():
    """Where a Chromium is, or None."""
    for name in CHROMIUMS:
        found = shutil.which(name)
        if found:
            return found
    return None


def install(package):
    """Install a system package when that can be done without asking anyone; was it?"""
    start = _may_install()
    if start is None:
        return False
    print(f"installing {package} with apt-get", flush=True)
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*start, "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", package]
    if _quietly(command, surroundings):
        return True
    # A machine that was never asked does not know what there is.
    return _quietly([*start, "apt-get", "update"], surroundings) and _quietly(command, surroundings)


def _may_install():
    """What comes before apt-get: nothing as root, sudo where it asks no password; None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quietly(["sudo", "-n", "true"], dict(os.environ)):
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def _quietly(command, surroundings):
    quiet = subprocess.DEVNULL
    done = subprocess.run(command, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet, check=False)
    return done.returncode == 0
