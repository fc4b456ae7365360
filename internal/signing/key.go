package signing

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"satprep/internal/disk"
	"satprep/internal/fault"
)

// File is the name of the key's file in the data folder.
const File = "signing.key"

const pemType = "PRIVATE KEY"

// A Key signs with Ed25519. It is safe for concurrent use.
type Key struct {
	private ed25519.PrivateKey
	public  Public
}

// Open reads the key of a data folder, and makes it where there is none.
func Open(dir string) (_ *Key, err error) {
	defer fault.In(&err, "signing.Open")
	path := filepath.Join(dir, File)
	k, err := read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := create(dir, path); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The signing key %s cannot be made; the data folder must belong to the user that runs satprep.", path)
	}
	return read(path)
}

// Find is Open without making one: where there is no key it is Missing.
func Find(dir string) (_ *Key, err error) {
	defer fault.In(&err, "signing.Find")
	k, err := read(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		err = fault.Wrap(fault.Missing, err, "There is no signing key in %s.", dir)
	}
	return k, err
}

func read(path string) (*Key, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	} else if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "The signing key %s cannot be read; it must belong to the user that runs satprep.", path)
	}
	damaged := func(err error) error {
		return fault.Wrap(fault.Internal, err, "The signing key %s is damaged; put back the one from the backup of the keys.", path)
	}
	block, _ := pem.Decode(b)
	if block == nil || block.Type != pemType {
		return nil, damaged(errors.New("no PEM block of a private key"))
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, damaged(err)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, damaged(errors.New("the key is not of the kind Ed25519"))
	}
	return &Key{private: private, public: Public{private.Public().(ed25519.PublicKey)}}, nil
}

// create makes a key durable under its name, unless another process was first.
func create(dir, path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".signing-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// A link, unlike a rename, leaves another's key alone; not every disk has links.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(f.Name(), path); err != nil {
			return err
		}
	}
	return disk.SyncFolder(dir)
}

// Sign returns the signature of message, 64 bytes; the same every time.
func (k *Key) Sign(message []byte) []byte { return ed25519.Sign(k.private, message) }

// Public returns what checks this key's signatures.
func (k *Key) Public() Public { return k.public }

// ID names the key.
func (k *Key) ID() string { return k.public.ID() }

// Verify reports whether the signature is this key's for message.
func (k *Key) Verify(message, signature []byte) bool { return k.public.Verify(message, signature) }

// A Public key checks signatures. The zero value accepts none.
type Public struct{ key ed25519.PublicKey }

const prefix = "ed25519:"

// ParsePublic reads what String writes; white space around it does not matter.
func ParsePublic(text string) (Public, error) {
	b, ok := strings.CutPrefix(strings.TrimSpace(text), prefix)
	key, err := base64.StdEncoding.Strict().DecodeString(b)
	if !ok || err != nil || len(key) != ed25519.PublicKeySize {
		return Public{}, fault.New(fault.Invalid, "A public key is written %s and 44 characters of base64, as satprep receipt key prints it.", prefix)
	}
	return Public{key}, nil
}

// IsZero reports whether there is no key.
func (p Public) IsZero() bool { return len(p.key) == 0 }

// Verify reports whether the signature is this key's for message.
func (p Public) Verify(message, signature []byte) bool {
	return !p.IsZero() && len(signature) == ed25519.SignatureSize && ed25519.Verify(p.key, message, signature)
}

// ID is 16 hexadecimal digits that name the key.
func (p Public) ID() string {
	sum := sha256.Sum256(p.key)
	return hex.EncodeToString(sum[:8])
}

// String is the key as text.
func (p Public) String() string { return prefix + base64.StdEncoding.EncodeToString(p.key) }
