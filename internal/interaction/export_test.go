package interaction

import "satprep/internal/uid"

// Forget drops a key from memory, as its time does.
func (k *Keyring) Forget(subject uid.ID) { k.cache.Invalidate(subject) }

// HurryAfter is after how many records followers are hurried.
const HurryAfter = hurryAfter
