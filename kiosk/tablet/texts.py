"""Everything the tablet itself says; the questions bring their own words."""

from __future__ import annotations

from flask_babel import gettext as _

NAMES = {"vi": "Tiếng Việt", "en": "English", "km": "ភាសាខ្មែរ", "zh": "中文"}
"""What each language calls itself."""


def texts() -> dict[str, str]:
    """Give every text of the tablet in the language of the moment, by the name the page calls it."""
    return {**_asking(), **_thanking(), **_strip(), **_pairing(), **_menu(), **_deeds(), **_facts()}


def _asking() -> dict[str, str]:
    return {
        "product": _("Citizen satisfaction"),
        "rating": _("You are rating:"),
        "language": _("Language"),
        "contrast": _("Contrast"),
        "draft": _("This translation is a draft; a speaker of the language has not checked it yet."),
        "one-touch": _("One touch is a whole answer. We ask for no name and no file number."),
        "confidential": _(
            "Confidential: neither the desk nor the head of this office sees this answer, only the inspectors do."
        ),
        "listen": _("Listen"),
        "on-duty": _("On duty here"),
        "own-phone": _("Or answer on your own phone"),
        "code-picture": _("Code that leads a phone to this desk’s questions"),
        "about-desk": _("About this desk"),
        "kept": _("Your answer is kept. One more short question, if you like: %(number)s of %(of)s"),
        "finish": _("Finish"),
        "helped": _("Somebody helped me to answer"),
        "more-time": _("I need more time"),
        "resets-in": _("This screen starts again in %(number)s seconds"),
        "ends-in": _("This ends in %(number)s seconds; what you have answered is kept"),
    }


def _thanking() -> dict[str, str]:
    return {
        "thanks": _("Thank you!"),
        "thanks-kept": _("Your answer is kept safely."),
        "thanks-next": _("It is counted together with others’ answers. Nobody at this desk sees it by itself."),
        "next-person": _("The next person can answer in %(number)s seconds"),
        "not-kept": _("Your answer is not kept yet"),
        "not-kept-why": _("This tablet could not store it. It keeps trying by itself; please tell the staff."),
        "understood": _("I understand"),
        "closed": _("Outside office hours"),
        "hours": _("Hours: %(opens)s to %(closes)s"),
        "rate-anyway": _("Touch the screen to answer all the same"),
        "locked": _("This tablet is out of service"),
        "locked-why": _("Please answer on your phone with the code at the desk, or ask the staff."),
        "waiting": _("Preparing this tablet"),
        "waiting-why": _("It is fetching the questions from the server. This needs the network once."),
    }


def _strip() -> dict[str, str]:
    return {
        "strip-queue": _("Waiting to be sent: %(number)s"),
        "strip-sent": _("Last sent: %(time)s"),
        "strip-never": _("Nothing sent yet"),
        "strip-battery": _("Battery %(number)s%%"),
        "strip-full": _("Storage is full: %(number)s answers are only in memory"),
        "strip-clearable": _("Storage is not protected"),
        "strip-aside": _("Set aside: %(number)s"),
        "service": _("Staff"),
    }


def _pairing() -> dict[str, str]:
    return {
        "pair": _("Pair this tablet with an office"),
        "pair-open": _("A manager of the office signs in and opens"),
        "pair-type": _("types this code"),
        "pair-check": _("and sees the same four digits there:"),
        "pair-picture": _("Code that leads to the page where this tablet is paired"),
        "pair-scan": _("Or scan this with a phone that is signed in"),
        "pair-wait": _("The code is good for ten minutes. This screen goes on by itself."),
        "pair-asking": _("Asking the server for a code…"),
        "pair-silence": _("The server does not answer. Please check the network; this tablet keeps trying."),
        "pair-refused": _("This tablet was not admitted."),
        "pair-expired": _("The code has expired."),
        "pair-again": _("Get a new code"),
        "invited": _("Or type the invitation you were given"),
        "invited-use": _("Use it"),
        "invited-wrong": _(
            "There is no such invitation. Compare it letter by letter, or pair with the code below."
        ),
        "invited-over": _("This invitation is out of date. Pair with the code below, or ask for a new one."),
        "invited-used": _("This invitation was used by another tablet. Pair with the code below."),
        "withdrawn": _(
            "This tablet no longer belongs to an office. %(number)s answers are kept here;"
            " they are sent as soon as it is paired again."
        ),
        "storage-why": _("Answers wait on this tablet while there is no network."),
        "storage-ask": _("Protect the stored answers"),
        "storage-safe": _("The browser will not clear the stored answers."),
        "storage-not": _("The browser does not promise it. Install this page as an app, then try again."),
    }


def _menu() -> dict[str, str]:
    return {
        "pin": _("Service number"),
        "digits": _("%(number)s digits"),
        "pin-wrong": _("That number is wrong."),
        "pin-wait": _("Too many wrong numbers. Please wait %(number)s seconds."),
        "erase": _("Erase"),
        "enter": _("Open"),
        "close": _("Close"),
        "first-language": _("Language every person is met with"),
        "hand": _("The screen is used with"),
        "left": _("the left hand"),
        "right": _("the right hand"),
        "normal": _("Normal"),
        "high": _("High"),
        "full-screen": _("Full screen"),
        "working": _("One moment…"),
    }


def _deeds() -> dict[str, str]:
    return {
        "send-now": _("Send now"),
        "sent-now": _("Sent. Still waiting: %(number)s"),
        "not-sent": _("Not sent (%(why)s). Everything stays on this tablet."),
        "test-network": _("Test the network"),
        "network-good": _("The server answers in %(number)s ms."),
        "network-none": _("The server does not answer."),
        "export": _("Save the queue as a file"),
        "exported": _("Saved: %(number)s answers and %(aside)s set aside. They stay on this tablet too."),
        "repair": _("Pair anew"),
        "repair-sure": _("Yes, pair anew"),
        "repair-what": _("The tablet leaves its office until a manager admits it again. No answer is lost."),
    }


def _facts() -> dict[str, str]:
    return {
        "fact-device": _("Tablet"),
        "fact-place": _("Place"),
        "fact-queue": _("Waiting to be sent"),
        "fact-unsaved": _("Only in memory"),
        "fact-aside": _("Set aside by the server"),
        "fact-sent": _("Last sent"),
        "fact-clock": _("Clock differs from the server’s by"),
        "fact-storage": _("Storage"),
        "fact-version": _("Version"),
        "storage-kept": _("protected"),
        "storage-clearable": _("not protected"),
    }
