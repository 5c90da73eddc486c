"""Why a box does not reach the broker, in words, and what a technician does about it. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that can be wrong: what it is and what to do, in Indonesian and in English."""

    what: tuple[str, str]
    todo: tuple[str, str]


NETWORK: dict[str, Fault] = {
    "host_unknown": Fault(
        ("nama broker tidak dikenal jaringan", "the network does not know the broker's name"),
        (
            "Periksa kabel jaringan dan [broker] host; jika perlu, isi alamat IP hub.",
            "Check the network cable and [broker] host; if need be, write the hub's IP address there.",
        ),
    ),
    "unreachable": Fault(
        ("broker tidak dapat dihubungi", "the broker cannot be reached"),
        (
            "Periksa kabel jaringan dan sakelarnya. Di mesin hub: systemctl status mpp-broker.",
            "Check the network cable and the switch. On the hub's machine: systemctl status mpp-broker.",
        ),
    ),
    "certificate_files": Fault(
        ("berkas sertifikat tidak dapat dipakai", "the certificate files cannot be used"),
        (
            "Salin ca.pem serta .pem dan .key kotak ini dari folder kunci ke /etc/mpp; pemiliknya: mpp.",
            "Copy ca.pem and this box's .pem and .key from the folder of keys to /etc/mpp; owner: mpp.",
        ),
    ),
    "certificate_owner": Fault(
        ("sertifikat milik kotak lain", "the certificate is another box's"),
        (
            "Salin .pem dan .key dengan nama kotak ini dari folder kunci ke /etc/mpp.",
            "Copy the .pem and .key that bear this box's name from the folder of keys to /etc/mpp.",
        ),
    ),
    "certificate_ending": Fault(
        ("sertifikat habis atau segera habis masa berlakunya", "a certificate has expired, or will soon"),
        (
            "Buat lagi dengan: python -m provisioning certificates site.toml. Lalu salin ke kotak ini dan hub.",
            "Make them again: python -m provisioning certificates site.toml. Then copy them to this box and the hub.",
        ),
    ),
    "certificate_early": Fault(
        (
            "sertifikat belum berlaku menurut jam kotak ini",
            "by this box's clock the certificate is not yet valid",
        ),
        (
            "Jam kotak ini salah: sambungkan jaringan, tunggu semenit, lalu ulangi.",
            "This box's clock is wrong: connect the network, wait for a minute, then try again.",
        ),
    ),
    "certificate_foreign": Fault(
        ("sertifikat broker bukan dari mal ini", "the broker's certificate is not this mall's"),
        (
            "Periksa [broker] host; salin ca.pem mal ini ke /etc/mpp.",
            "Check [broker] host; copy this mall's ca.pem to /etc/mpp.",
        ),
    ),
    "certificate_host": Fault(
        (
            "sertifikat broker tidak memuat nama yang dipakai",
            "the broker's certificate does not bear the name used",
        ),
        (
            "Pakai nama yang sama di [broker] host, atau buat lagi sertifikat broker untuk nama ini.",
            "Use the same name in [broker] host, or make the broker's certificate again for this name.",
        ),
    ),
    "certificate_refused": Fault(
        ("broker menolak sertifikat kotak ini", "the broker refuses this box's certificate"),
        (
            "Sertifikat ini dari folder kunci yang lain: salin .pem dan .key yang dibuat bersama milik broker.",
            "It is from another folder of keys: copy the .pem and .key that were made with the broker's.",
        ),
    ),
    "no_session": Fault(
        ("broker tidak menerima sesi", "the broker accepts no session"),
        (
            "Di mesin hub: journalctl -u mpp-broker -n 20. Apakah kotak ini ada di site.toml dan berkas acl?",
            "On the hub's machine: journalctl -u mpp-broker -n 20. Is this box in site.toml and in the file acl?",
        ),
    ),
}

# What OpenSSL calls what is wrong with a certificate (X509_V_ERR_...).
_EXPIRED, _EARLY, _WRONG_NAME = 10, 9, (62, 64)


def of_certificate(verify_code: int) -> str:
    """Which trouble it is that OpenSSL has with the broker's certificate."""
    if verify_code == _EXPIRED:
        return "certificate_ending"
    if verify_code == _EARLY:
        return "certificate_early"
    return "certificate_host" if verify_code in _WRONG_NAME else "certificate_foreign"
