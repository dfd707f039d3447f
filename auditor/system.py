"""What the system says when a file cannot be opened or written, in the user's language and with what to do."""

from __future__ import annotations

import errno

from auditor.words import Words

_BUSY = Words(
    "没有权限，或文件可能正在 Word/WPS 中打开，请关闭后重试",
    "permission denied, or it is open in Word or WPS: close it there and try again",
)
_FULL = Words("磁盘空间不足", "no space left on the disk")
_SAID = {
    errno.ENOENT: Words("文件不存在", "there is no such file"),
    errno.EACCES: _BUSY,
    errno.EPERM: _BUSY,
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.EISDIR: Words("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOTDIR: Words("路径中有一段不是文件夹", "a part of its path is no folder"),
    errno.ELOOP: Words("链接指回自身", "the link leads back to itself"),
    errno.ENAMETOOLONG: Words("文件名过长", "the name is too long"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: Words("超过系统允许的文件大小", "larger than the system lets a file become"),
    errno.EROFS: Words("所在磁盘只读", "the disk is read-only"),
    errno.EIO: Words("磁盘读写错误", "the disk failed"),
    errno.EMFILE: Words("打开的文件过多", "too many files are open"),
    errno.ENXIO: Words("不是可以读取的文件", "not a file that can be read"),
}


def reason(problem: OSError) -> Words:
    """Why the system refused, as people say it; its own words for what is rare."""
    if problem.errno in _SAID:
        return _SAID[problem.errno]
    said = problem.strerror or type(problem).__name__
    return Words(said, said)
