package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"satprep/internal/disk"
)

func TestLockEndsWithItsFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.lock")
	open := func() *os.File {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	first, second := open(), open()
	if err := disk.Lock(first); err != nil {
		t.Fatal(err)
	}
	if err := disk.Lock(second); !errors.Is(err, disk.ErrHeld) {
		t.Errorf("a lock that is held: %v", err)
	}
	first.Close()
	if err := disk.Lock(second); err != nil {
		t.Errorf("a lock that was given back: %v", err)
	}
}

func TestSyncFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := disk.SyncFolder(dir); err != nil {
		t.Error(err)
	}
	if err := disk.SyncFolder(filepath.Join(dir, "not there")); err == nil {
		t.Error("a folder that is not there was made durable")
	}
}

func TestRoom(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if left, ok, err := disk.Room(dir, 1<<12); err != nil || !ok || left <= 0 {
		t.Errorf("%d bytes left, %v: %v", left, ok, err)
	}
	if left, ok, err := disk.Room(dir, 1<<60); err != nil || ok {
		t.Errorf("an exabyte: %d bytes left, %v: %v", left, ok, err)
	}
	if _, _, err := disk.Room(filepath.Join(dir, "none"), 1); err == nil {
		t.Error("a folder that is not there has room")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("asking left %v behind: %v", entries, err)
	}
}

func TestFull(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]bool{nil: false, syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EACCES: false} {
		if got := disk.Full(errors.Join(err)); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}
