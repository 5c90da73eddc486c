"""The page on the voice, `docs/voice.md`, written from the lexicon and the settings. Run by `make docs`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from broker_config.generated import write_page
from broker_config.speech import pcm
from broker_config.speech.language import BUILT_IN, INDONESIAN
from broker_config.speech.lexicon import CHIMES
from display import floor, phrases, recordings, speaking_order

if TYPE_CHECKING:
    from broker_config.speech.language import Language

NAME = "voice.md"

PAGE = """\
# The voice

> *gong* Nomor antrean, A, nol satu dua, silakan menuju loket lima. Queue number A, zero one two, please proceed to
> counter five.

One display of a zone speaks; the admin page says which, in which languages, how loud at which hour, whether numbers
are said digit by digit or as cardinals, and how often a call is repeated. Hear one without a mall:

```sh
python -m display say A012 5 --languages id,en --out a012.wav
```

## What is said next

1. An **emergency** cuts into whatever is being said, goes on until it is over, with {rest} s between, and nothing else
   is said meanwhile. It has a chime of its own.
2. **Announcements**: opening, break, closing, last tickets, and what the admin page sends. Each once; none that came
   before the display did.
3. **Calls** in their order, each once. A recall is a call of its own; it replaces an older call of the same ticket that
   still waits.
4. **Repetitions**, up to three, only when nothing else waits, and none of a ticket or a counter called anew.

A call that could not begin within `expires_s` of when it was made is shown and no longer said: people would run to a
counter that has gone on. The log says so, once. In one language a call takes about 8 s, so that a burst of eight is
over within the 60 s that a call is given; with two languages it takes 16 s: give it 130.

The whole chime is for a hall that has been quiet for {quiet} s; one that is listening already hears only its second
tone. The sound device is opened for the first word and closed when the hall is quiet. While there is none (a television
that is off has no sound) the part `suara` says *no sound device*, what is to be said waits, and is dropped when it is
too late.

## Halls that hear each other

Where the voice of one zone is heard in another, say so on the page of either zone, or in site.toml; whoever hears a
third one through another takes turns with it, too.

```toml
[zones]
utama = {{ name = "Lantai 1" }}
atas = {{ name = "Lantai 2", hears = ["utama"] }}    # one of the two says it
```

Their voices then ask the hub for the floor before each announcement and call, and have it in the order in which they
asked: no two speak at once. What waits too long is shown and no longer said, as ever: two zones that share the air have
half of it each. An **emergency** asks nobody, and no other voice begins while it is said.

| what happened | what is heard |
|---|---|
| the hub does not answer | after {answer} s the voice speaks all the same, if it knows of nobody who is speaking |
| the hub was started again | whoever is speaking goes on, and is heard out: nobody else has the floor for 4 s |
| a box lost its power while it spoke | the others go on at once when it is known to be gone, after 10 s at the latest |

In a mall where no zone hears another nothing is asked, and nobody waits.

## Who speaks

For each clip by itself, the first of these that has it:

1. **A person**: a recording in the folder `recordings`.
2. **Piper**, if there is a voice file (Indonesian only): `piper`. The program `piper` has to be on the box; it is run
   when the clips are made and when a text is read, and ends. If program or voice are missing, the log and the part
   `suara` say so in one line, and eSpeak speaks.
3. **eSpeak NG**, which every display has.

```toml
[devices.display-1.voice]     # in site.toml
recordings = "/var/lib/mpp/suara"
piper = "/var/lib/mpp/id_ID-news_tts-medium.onnx"
```

Clips are made once, in a process that ends, and kept in the storage directory (`voice/`, `voice-en/`); a new
recording, voice or release makes them anew at the next start. All are brought to the same loudness, {loudness:.0f} LUFS
after ITU-R BS.1770, and none has a peak above -1 dB: a soft recording is not lost among loud ones.

Running text is read by Piper or eSpeak, its numbers written out, and with the phonemes of the words that eSpeak says
wrongly.

## Record your own

For one language and one speaker, an hour:

1. A quiet room, curtains rather than tiles, the same speaker, distance (a hand's breadth and a half) and device for all
   words. A telephone's recorder will do if it can export WAV.
2. Say each row of the table below by itself, as in the middle of a sentence: same pitch, no fall at the end, no breath
   in it. *silakan menuju* flows on into *loket*.
3. Save each as its own file, named as in the column *clip*, capital letters for letters: `nomor-antrean.wav`, `A.wav`.
   WAV (PCM), 16 or 24 bit, one or two channels, any rate from 8 to 192 kHz, at most {longest:.0f} s. Silence before and
   after is cut off, with the room's noise if that is 30 dB below the voice; the loudness is set, the rate is brought to
   ours.
4. Put them in one folder, English ones in a folder `en` below it. {chimes}
   may be recorded, too.
5. Have the folder checked. It names each clip that is missing, cannot be used, or has a name that no clip has:

   ```sh
   python -m display languages /var/lib/mpp/suara
   ```

6. Listen to a few whole announcements before the hall does:

   ```sh
   python -m display say A012 5 --recordings /var/lib/mpp/suara --out a012.wav
   ```

7. Write the folder into the settings and start the display again. A word that is missing is spoken by the next engine,
   so that one can begin with the chime and the three phrases.

## Another language

A folder of recordings named by the language's code, with `language.toml` beside the clips; then the code in the admin
page's list of languages. What it has no clip for is said in Indonesian: a phrase, a letter or a digit by itself, a
numeral as a whole.

```toml
# /var/lib/mpp/suara/jv/language.toml
name = "Basa Jawa"
call = "nomor-antrean | {{label}} | silakan-menuju loket {{counter}}"   # the order of the parts; | is a pause

[means]                       # Indonesian clip = the file's name here; letters keep theirs
nomor-antrean = "nomer-antrian"
silakan-menuju = "mangga-dhateng"
loket = "loket"
strip = "strip"
nol = "nol"
satu = "setunggal"
dua = "kalih"
tiga = "tiga"
empat = "sekawan"
lima = "gangsal"
enam = "enem"
tujuh = "pitu"
delapan = "wolu"
sembilan = "sanga"

[numbers]      # from this number on: << how many tens, hundreds; >> what is left; […] only if something is left
0 = "nol"
1 = "setunggal"
2 = "kalih"
3 = "tiga"
4 = "sekawan"
5 = "gangsal"
6 = "enem"
7 = "pitu"
8 = "wolu"
9 = "sanga"
10 = "sedasa"
11 = ">> welas"
20 = "kalih dasa"
21 = ">> likur"
25 = "selangkung"
26 = ">> likur"
30 = "tigang dasa [>>]"
40 = "sekawan dasa [>>]"
50 = "seket [>>]"
60 = "sewidak [>>]"
70 = "pitung dasa [>>]"
80 = "wolung dasa [>>]"
90 = "sangang dasa [>>]"
100 = "satus [>>]"
200 = "<< atus [>>]"
```

Without `[numbers]`, counters are said in Indonesian. `display languages` lists every clip that these rules need.

## Every word

What is to be recorded, how the built-in voice says it (phonemes of eSpeak; a test compares them with what eSpeak
understands), and what to listen for.
{tables}"""


def page() -> str:
    """The page as it has to be."""
    return PAGE.format(
        rest=f"{speaking_order.EMERGENCY_REST_S:g}",
        quiet=f"{phrases.QUIET_S:g}",
        answer=f"{floor.ANSWER_S:g}",
        loudness=pcm.LOUDNESS,
        longest=recordings.LONGEST_S,
        chimes="The chimes " + ", ".join(f"`{name}`" for name in CHIMES),
        tables="".join(_table(language) for language in BUILT_IN.values()),
    )


def _table(language: Language) -> str:
    rows = [
        f"| `{clip}` | {word.says} | `{word.phonemes}` | {word.listen} |"
        for clip, word in ((clip, language.words[clip]) for clip in language.clips())
    ]
    where = "" if language is INDONESIAN else f", in the folder `{language.code}`"
    head = "| clip | say | phonemes | listen for |\n|---|---|---|---|"
    return f"\n### {language.name}{where}\n\n{head}\n" + "\n".join(rows) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the page."""
    return write_page("display.manual", __doc__, NAME, page, arguments)


if __name__ == "__main__":
    sys.exit(main())
