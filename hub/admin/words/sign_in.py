"""What is said at the door: signing in, passwords, and who may not come in."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "sign_in": ("Masuk", "Sign in"),
    "sign_out": ("Keluar", "Sign out"),
    "login": ("ID masuk", "Login"),
    "password": ("Kata sandi", "Password"),
    "wrong_login": ("ID masuk atau kata sandi tidak cocok.", "Login or password is wrong."),
    "wrong_password": ("Kata sandi tidak cocok.", "The password is wrong."),
    "wait": (
        "Terlalu banyak percobaan. Coba lagi dalam {} detik.",
        "Too many attempts. Try again in {} seconds.",
    ),
    "forgotten": (
        "Lupa kata sandi? Minta tautan baru kepada manajer.",
        "Forgotten your password? Ask a manager for a new link.",
    ),
    # one-time links
    "first_title": ("Selamat datang", "Welcome"),
    "first_text": (
        "Hub ini belum mempunyai manajer. Siapa yang menjalankan mal ini?",
        "This hub has no manager yet. Who runs this mall?",
    ),
    "first_button": ("Buat akun manajer", "Create the manager's account"),
    "choose_title": ("Pilih kata sandi", "Choose a password"),
    "choose_text": (
        "Halo {}. Tautan ini hanya dapat dipakai satu kali.",
        "Hello {}. This link works only once.",
    ),
    "choose_button": ("Simpan dan masuk", "Save and sign in"),
    "your_name": ("Nama", "Name"),
    "login_hint": (
        "Huruf kecil, angka, dan tanda hubung, misalnya siti-aminah.",
        "Small letters, digits and hyphens, such as siti-aminah.",
    ),
    "dead_link_title": ("Tautan ini tidak berlaku lagi", "This link no longer works"),
    "dead_link_text": (
        "Tautan berlaku satu jam dan hanya satu kali. Minta yang baru kepada manajer.",
        "A link lives for an hour and works once. Ask a manager for a new one.",
    ),
    # passwords
    "new_password": ("Kata sandi baru", "New password"),
    "new_again": ("Kata sandi baru sekali lagi", "New password once more"),
    "old_password": ("Kata sandi sekarang", "Present password"),
    "change_password": ("Ganti kata sandi", "Change password"),
    "password_hint": (
        "Paling sedikit 10 huruf. Kalimat pendek lebih kuat dan lebih mudah diingat.",
        "At least 10 characters. A short sentence is stronger, and easier to remember.",
    ),
    "password_short": ("Terlalu pendek: paling sedikit 10 huruf.", "Too short: at least 10 characters."),
    "password_long": ("Terlalu panjang: paling banyak 128 huruf.", "Too long: at most 128 characters."),
    "password_easy": (
        "Terlalu mudah ditebak. Jangan memakai nama, angka saja, atau kata yang lazim.",
        "Too easy to guess. Use no name, no digits alone, no usual word.",
    ),
    "password_differs": ("Kedua kata sandi baru tidak sama.", "The two new passwords differ."),
    "password_changed": (
        "Kata sandi sudah diganti. Sesi lain Anda telah diakhiri.",
        "The password is changed. Your other sessions have ended.",
    ),
    "name_missing": ("Nama belum diisi.", "The name is missing."),
    "login_shape": (
        "Hanya huruf kecil, angka, dan tanda hubung; paling banyak 32.",
        "Only small letters, digits and hyphens; at most 32.",
    ),
    "login_taken": ("ID masuk ini sudah dipakai.", "This login is taken."),
    "confirm_title": ("Masukkan kata sandi Anda", "Enter your password"),
    "confirm_text": (
        "Tindakan ini penting, jadi kami memastikan bahwa ini memang Anda.",
        "This matters, so we make sure that it is you.",
    ),
    "go_on": ("Lanjutkan", "Continue"),
    "cancel": ("Batal", "Cancel"),
    # who may not
    "forbidden_title": ("Anda tidak berwenang", "You may not do this"),
    "forbidden_text": (
        "Halaman ini di luar tugas akun Anda. Hubungi manajer bila perlu.",
        "This page is not part of your account's work. Ask a manager if you need it.",
    ),
    "forged_title": ("Halaman ini sudah terlalu lama terbuka", "This page was open for too long"),
    "forged_text": (
        "Tidak ada yang diubah. Kembali, muat ulang halamannya, lalu coba lagi.",
        "Nothing was changed. Go back, reload the page, and try again.",
    ),
    "signed_out_title": ("Anda sudah keluar", "You are signed out"),
    "signed_out_text": ("Silakan masuk lagi.", "Please sign in again."),
    "token_needed": (
        "Kirim Authorization: Bearer dengan token dari halaman Token. Yang ini tidak ada, salah, atau sudah dicabut.",
        "Send Authorization: Bearer with a token from the page Token. This one is missing, wrong or revoked.",
    ),
    "token_lacks": ("Token ini tidak memuat izin {}.", "This token does not have the scope {}."),
    "token_reads_only": ("Token hanya dapat membaca.", "A token can only read."),
    "too_many_title": ("Terlalu banyak percobaan", "Too many attempts"),
    "too_many_text": ("Coba lagi sebentar lagi.", "Try again in a moment."),
    "stale_password_title": ("Kata sandi diperlukan", "Your password is needed"),
    "stale_password_text": (
        "Masukkan kata sandi Anda di /konfirmasi, lalu ulangi tindakan ini.",
        "Enter your password at /konfirmasi, then repeat this.",
    ),
    "unfit_title": ("Tidak cocok dengan mal ini", "That does not fit the mall"),
    "unfit_text": ("Periksa lagi isinya.", "Look at it again."),
    "unable_title": ("Tidak tersedia di mal ini", "This mall cannot do that"),
    "unable_text": ("Hubungi teknisi.", "Ask a technician."),
    "busy_title": ("Hub sedang sibuk", "The hub is busy"),
    "busy_text": ("Coba lagi sebentar lagi.", "Try again in a moment."),
}
