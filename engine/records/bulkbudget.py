"""What the Parquet files of a folder may hold together; see `limits`."""

from __future__ import annotations

from engine.records import limits
from engine.records.bulkfile import BulkFile
from engine.records.rejections import RecordsError


class Budget:
    """What the files of a folder may still hold together."""

    def __init__(self) -> None:
        self._rows = self._text = self._faults = 0

    def rows(self, file: BulkFile) -> None:
        """Raises RecordsError where the files so far hold too many rows."""
        self._rows += file.rows
        if self._rows > limits.BULK_ROWS:
            raise RecordsError(
                f"{file.name}：至此共有超过 {limits.BULK_ROWS} 行；请拆成几个文件夹，分次评估。"
            )

    def uncounted(self, size: int) -> bool:
        """Whether so much more text in a batch is more than is unpacked before all of a file is counted."""
        return size > limits.BULK_BATCH_BYTES or self._text + size > limits.BULK_UNCOUNTED_BYTES

    def text(self, name: str, size: int) -> None:
        """Raises RecordsError where the cells so far hold too much text."""
        self.room(name, size)
        self._text += size

    def room(self, name: str, size: int) -> None:
        """Raises RecordsError where there is no room for so much more text."""
        if self._text + size > limits.BULK_TEXT_BYTES:
            allowed = limits.BULK_TEXT_BYTES // 1024**2
            raise RecordsError(
                f"{name}：至此各单元格的文字共超过 {allowed} MiB；请缩短重复的长文字，或拆成几个文件夹。"
            )

    def faults(self, name: str, count: int) -> None:
        """Raises RecordsError where the cells so far have too many faults."""
        self._faults += count
        if self._faults > limits.BULK_FAULTS:
            raise RecordsError(
                f"{name}：至此有超过 {limits.BULK_FAULTS} 个单元格不能接受，多半是导出有误；"
                f"请核对各列的内容和格式后重新导出。"
            )
