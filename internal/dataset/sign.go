package dataset

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"satprep/internal/signing"
)

// signatureName is the file with the instance's signature of the manifest.
const signatureName = "MANIFEST.sig.json"

// signatureContext keeps a signature of a manifest from being taken for one of
// anything else.
const signatureContext = "satprep dataset manifest v1\n"

type signature struct {
	Algorithm string `json:"algorithm"`
	Public    string `json:"public_key"`
	Signature string `json:"signature"` // base64, of "satprep dataset manifest v1\n" and the bytes of MANIFEST.sha256
}

// writeSignature signs the manifest of a package.
func (s *Service) writeSignature(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(signature{"ed25519", s.Signer.Public().String(), base64.StdEncoding.EncodeToString(s.Signer.Sign(append([]byte(signatureContext), text...)))}, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, signatureName), append(b, '\n'))
}

// checkSignature holds the manifest against its signature.
func (s *Service) checkSignature(dir string, v *Verdict) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		v.problem("The manifest cannot be read.")
		return
	}
	b, err := os.ReadFile(filepath.Join(dir, signatureName))
	if errors.Is(err, fs.ErrNotExist) {
		v.problem("The manifest is not signed: %s is missing.", signatureName)
		return
	}
	var sig signature
	if err != nil || json.Unmarshal(b, &sig) != nil {
		v.problem("The signature of the manifest cannot be read.")
		return
	}
	public, err := signing.ParsePublic(sig.Public)
	raw, rawErr := base64.StdEncoding.DecodeString(sig.Signature)
	switch {
	case err != nil || rawErr != nil || !public.Verify(append([]byte(signatureContext), text...), raw):
		v.problem("The signature does not fit the manifest: one of them was changed.")
	case public.ID() != s.Signer.ID():
		v.Warnings = append(v.Warnings, "The manifest is signed by another instance, "+public.ID()+".")
	}
}
