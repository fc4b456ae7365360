package dataset

// signatureName is the file with the instance's signature of the manifest.
const signatureName = "MANIFEST.sig.json"

func (s *Service) checkSignature(dir string, v *Verdict) {}
