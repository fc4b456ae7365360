package signing

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"

	"satprep/internal/fault"
)

// sealed is what a signature in a JSON object is over: a line that says what the
// object is, so that no signature is one under anything else, and the canonical
// form of the object without its member "signature".
func sealed(line string, object []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	delete(members, "signature")
	text, err := CanonicalOf(members)
	return append([]byte(line), text...), err
}

// Seal returns the signature of an object, in base64, for its member
// "signature". line ends with a line feed.
func (k *Key) Seal(line string, object any) (string, error) {
	text, err := CanonicalOf(object)
	if err != nil {
		return "", err
	}
	message, err := sealed(line, text)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(k.Sign(message)), nil
}

// Sealed reports whether signature is this key's for an object as it was read.
func (p Public) Sealed(line string, object []byte, signature string) bool {
	message, err := sealed(line, object)
	if err != nil {
		return false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(signature)
	return err == nil && p.Verify(message, b)
}

// maxSealed bounds what is read of a sealed object, in bytes.
const maxSealed = 4 << 20

// ReadSealed reads the text of a sealed object into a struct: nothing stands
// twice in it, nothing that the struct does not know, and nothing follows. Its
// errors are the rest of a sentence for people.
func ReadSealed(text []byte, into any) error {
	if len(text) > maxSealed {
		return errors.New("it is too long")
	}
	if _, err := Canonical(text); err != nil { // twice the same name, for example
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return errors.New(fault.Reading(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows it")
	}
	return nil
}
