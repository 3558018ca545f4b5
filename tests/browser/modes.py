"""The browsers that families have: as they come, and with what Tor Browser's Safer level takes away."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEASH = str(Path(__file__).with_name("leash.sh"))
CHROMIUM_ARGS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-breakpad", "--disable-default-apps", "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip

# Nothing but loopback is spoken to.
FIREFOX_PREFS: dict[str, Any] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.newtabpage.enabled": False,
    "browser.region.network.url": "",
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.startup.page": 0,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    # Whatever host somebody asks for, there is none but this machine.
    "network.dns.localDomains": "",
    "network.dns.offline-localhost": False,
    "network.proxy.type": 0,
    "security.certerrors.mitm.priming.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.unified": False,
    "layout.css.prefers-color-scheme.content-override": 1,
}
NO_JIT: dict[str, Any] = {
    "javascript.options.asmjs": False,
    "javascript.options.baselinejit": False,
    "javascript.options.blinterp": False,
    "javascript.options.ion": False,
    "javascript.options.native_regexp": False,
    "javascript.options.wasm": False,
}
DARK: dict[str, Any] = {"layout.css.prefers-color-scheme.content-override": 0}
NO_SCRIPT: dict[str, Any] = {"javascript.enabled": False}


@dataclass(frozen=True)
class Mode:
    """A browser and how it is set."""

    name: str
    program: str
    args: tuple[str, ...] = ()
    prefs: dict[str, Any] = field(default_factory=dict)
    # How much longer than the fastest anything may take here.
    slowness: float = 1.0

    @property
    def is_firefox(self) -> bool:
        """Whether it is one of Mozilla's."""
        return self.program == "firefox-esr"

    def options(self, profile: Path | None = None) -> dict[str, Any]:
        """Puppeteer's options to launch it. Raises FileNotFoundError if it is not installed."""
        program = shutil.which(self.program)
        if program is None:
            raise FileNotFoundError(f"{self.program} is needed: make deps")
        environment = os.environ | {"BROWSER_PROGRAM": program}
        shared: dict[str, Any] = {"executablePath": LEASH, "headless": True, "env": environment}
        if profile is not None:
            shared["userDataDir"] = str(profile)
        if self.is_firefox:
            prefs = FIREFOX_PREFS | self.prefs
            return shared | {"browser": "firefox", "protocol": "webDriverBiDi", "extraPrefsFirefox": prefs}
        return shared | {"args": [*CHROMIUM_ARGS, *self.args], "pipe": True}


CHROMIUM = Mode("chromium", "chromium")
FIREFOX = Mode("firefox", "firefox-esr")
FIREFOX_SLOW = Mode("firefox-slow", "firefox-esr", prefs=NO_JIT, slowness=6)
CHROMIUM_SLOW = Mode("chromium-slow", "chromium", args=("--js-flags=--jitless",), slowness=6)
FIREFOX_DARK = Mode("firefox-dark", "firefox-esr", prefs=DARK)
CHROMIUM_DARK = Mode("chromium-dark", "chromium", args=("--blink-settings=preferredColorScheme=0",))
CHROMIUM_MUTE = Mode("chromium-without-scripts", "chromium", args=("--blink-settings=scriptEnabled=false",))
FIREFOX_MUTE = Mode("firefox-without-scripts", "firefox-esr", prefs=NO_SCRIPT)
