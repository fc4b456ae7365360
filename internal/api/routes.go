package api

import (
	"satprep/internal/account"
	"satprep/internal/outbox"
	"satprep/internal/session"
	"satprep/internal/tutor"
)

// routes is the table: every route of the server, who may use it, how many
// bytes it takes, and the verb behind it.
func (a *API) routes() []route {
	return []route{
		{"GET", "/{$}", anyone, none, "A greeting; people with a browser are sent to the app", raw(a.root)},
		{"GET", "/app/{page...}", anyone, none, "The web app", raw(a.webApp)},
		{"GET", "/docs", anyone, none, "This API, to read", raw(a.docs)},
		{"GET", "/docs/{file}", anyone, none, "Parts of the page /docs", raw(a.docs)},
		{"GET", "/openapi.json", anyone, none, "This API as OpenAPI 3.1", raw(a.openAPI)},
		{"GET", "/healthz", anyone, none, "Is the process alive?", do(a.healthz)},
		{"GET", "/readyz", anyone, none, "Can the server take work?", withHeaders(200, a.readyz)},
		{"GET", "/metrics", anyone, none, "Metrics for Prometheus, from this machine or with the metrics token", raw(a.metrics)},

		{"POST", "/auth/register", anyone, small, "Make an account and sign in", withHeaders(201, a.register)},
		{"POST", "/auth/login", anyone, small, "Sign in", withHeaders(200, a.login)},
		{"POST", "/auth/setup", anyone, small, "Make the first admin, with the code that the server printed", withHeaders(201, a.setup)},
		{"POST", "/auth/logout", signedIn, small, "Sign out", withHeaders(204, a.logout)},
		{"GET", "/auth/me", signedIn, none, "Who am I?", do(a.me)},
		{"PATCH", "/auth/me", signedIn, small, "Change my name, e-mail address or time zone", do(a.changeMe)},

		{"POST", "/invitations", signedIn, small, "Make a code that links somebody to me, or lets staff register", made(a.invite)},
		{"POST", "/invitations/accept", signedIn, small, "Use a code that links me to somebody", do(a.acceptInvitation)},
		{"GET", "/links", signedIn, none, "Who looks after me, and after whom do I look?", do(a.links)},
		{"DELETE", "/links/{link_id}", of("either end of the link, admin"), none, "End a link", quiet(a.endLink)},

		{"PUT", "/users/{user_id}/accommodations", may(account.Accommodate), small, "Say what a learner is entitled to", do(a.accommodate)},
		{"PUT", "/users/{user_id}/age_band", may(account.ManageConsent), small, "Say how old a person is now; asked again every year", do(a.stateAge)},
		{"GET", "/users", may(account.Operate), none, "List accounts", do(a.users)},
		{"POST", "/users/{user_id}/password", may(account.Operate), small, "Give a user a new password; signs them out", quiet(a.setPassword)},
		{"POST", "/users/{user_id}/close", may(account.ManageConsent), small, "Close an account for good", quiet(a.closeAccount)},

		{"POST", "/practice/start/{user_id}", may(account.WriteActivity), small, "Begin practice in a section, domain or skill", do(a.startPractice)},
		{"POST", "/practice/submit/{session_id}", of("the learner"), answers, "Answer the question served", do(a.submit(session.Practice))},
		{"POST", "/practice/retry/{session_id}", of("the learner"), small, "Try once more a question whose key was held back", do(a.retryPractice)},
		{"GET", "/practice/session/{session_id}", of("the learner"), none, "Where a practice session stands", do(a.resume(session.Practice))},
		{"GET", "/practice/due", of("a student"), none, "What I should practise again, and when: skills of missed questions", do(a.due)},
		{"POST", "/practice/packs/{user_id}", may(account.WriteActivity), small, "Take questions along to practise offline, with keys and hints; their answers come by POST /sync", made(a.makePack)},
		{"POST", "/diagnostic/start/{user_id}", may(account.WriteActivity), small, "Begin the diagnostic: 18 questions, at most 25 minutes", do(a.startDiagnostic)},
		{"POST", "/diagnostic/submit/{session_id}", of("the learner"), answers, "Answer the question served", do(a.submit(session.Diagnostic))},
		{"GET", "/diagnostic/session/{session_id}", of("the learner"), none, "Where a diagnostic stands", do(a.resume(session.Diagnostic))},

		{"POST", "/full_test/start/{user_id}", may(account.WriteActivity), small, "Begin a full test, or one section of it", do(a.startTest)},
		{"GET", "/full_test/forms/{user_id}", may(account.ReadActivity), none, "Before a full test: how many test forms the learner has not met yet", do(a.testForms)},
		{"POST", "/full_test/submit/{test_id}", of("the learner"), answers, "Submit final answers of the open module", do(a.submitTest)},
		{"PUT", "/full_test/answers/{test_id}", of("the learner"), answers, "Save drafts; never ends a module", do(a.saveDrafts)},
		{"POST", "/full_test/begin/{test_id}", of("the learner"), small, "Start the next module's clock", do(a.beginTest)},
		{"GET", "/full_test/session/{test_id}", of("the learner"), none, "Resume a test: the same screen, its answers, the time left", do(a.resumeTest)},

		{"GET", "/full_test/report/{test_id}", of("the learner, linked tutor or parent, admin"), none, "How an ended test went: bands, the way through it, times, marks; no keys", do(a.testReport)},

		{"POST", "/review/generate/{session_id}", of("the learner, linked tutor or parent, admin"), small, "Explain every answer of a session", do(a.generateReview)},
		{"GET", "/review/session/{session_id}", of("the learner, linked tutor or parent, admin"), none, "The explanations of a session's answers", do(a.readReview)},

		{"GET", "/sessions/{user_id}", may(account.ReadActivity), none, "A learner's sessions, newest first, with the scores of those that have one", do(a.sessions)},
		{"GET", "/rewards/{user_id}", may(account.ReadActivity), none, "A learner's points", do(a.points)},
		{"GET", "/questions/outline", signedIn, none, "Sections, domains and skills, and how much there is to practise", do(a.outline)},

		{"POST", "/questions/reports", signedIn, small, "Report that something is wrong with a question that I was given", made(a.reportQuestion)},
		{"GET", "/questions/reports", may(account.Operate), none, "What learners report of questions, newest first, with how each question is answered", do(a.questionReports)},
		{"POST", "/questions/reports/{report_id}/resolve", may(account.Operate), small, "Close a report", quiet(a.resolveReport)},
		{"POST", "/questions/{question_id}/retire", may(account.Operate), small, "Ask a question no more, or put it back; what was answered stays readable", do(a.retireQuestion)},
		{"POST", "/questions/{question_id}/correct", may(account.Operate), small, "Put the key of a question right; the tests and diagnostics that it touches are scored anew", do(a.correctQuestion)},
		{"GET", "/questions/{question_id}/corrections", may(account.Operate), none, "How a question's key was put right, and how far scores followed", do(a.corrections)},

		{"GET", "/progress/{user_id}", may(account.ReadActivity), none, "What a learner's answers show: levels with their n, pace, scores over time", do(a.progress)},
		{"GET", "/progress/{user_id}/mistakes", may(account.ReadActivity), none, "What a learner answered wrongly, newest first, with why", do(a.mistakes)},
		{"GET", "/progress/{user_id}/rescored", may(account.ReadActivity), none, "Which scores of a learner were computed anew because a key was corrected, and why", do(a.rescored)},
		{"POST", "/progress/{user_id}/rescored/seen", may(account.WriteActivity), small, "I have seen that the score of a session of mine was computed anew", quiet(a.seeRescored)},

		{"GET", "/plan/{user_id}", may(account.ReadActivity), none, "A learner's goal, official scores, and what to do next", do(a.plan)},
		{"PUT", "/plan/goal/{user_id}", may(account.WriteActivity), small, "Set target score and test date, or say that the diagnostic is skipped", quiet(a.setGoal)},
		{"POST", "/plan/scores/{user_id}", may(account.WriteActivity), small, "Report the result of an official test", made(a.reportScore)},
		{"DELETE", "/plan/scores/{score_id}", of("the learner"), none, "Take back an official score that I reported", quiet(a.withdrawScore)},

		{"GET", "/ai_tutor/chat/{user_id}", may(account.WriteActivity), none, "Talk to the tutor, over a WebSocket", raw(a.talk)},
		{"POST", "/ai_tutor/ask", signedIn, socketLimit, "Ask the tutor; the answer comes as server-sent events", streamed[askIn, tutor.Frame](raw(a.askTutor))},
		{"POST", "/ai_tutor/transcribe", signedIn, audio, "Turn my speech into text, to look over and send; the sound is not kept", heard(raw(a.hearTutor))},
		{"POST", "/ai_tutor/stop", signedIn, small, "Stop an answer", quiet(a.stopTutor)},
		{"POST", "/ai_tutor/regenerate", signedIn, small, "Ask for the last answer again; it comes as server-sent events", streamed[regenerateIn, tutor.Frame](raw(a.regenerateTutor))},
		{"POST", "/ai_tutor/rate", signedIn, small, "Rate a reply", quiet(a.rateTutor)},
		{"POST", "/ai_tutor/choose", signedIn, small, "Choose between two replies", quiet(a.chooseTutor)},
		{"POST", "/ai_tutor/edit", of("linked tutor, admin"), small, "Put better words in the place of a reply", quiet(a.editTutor)},
		{"GET", "/ai_tutor/status", signedIn, none, "What can the tutor do for me now?", do(a.tutorStatus)},
		{"GET", "/ai_tutor/conversations", signedIn, none, "My conversations with the tutor, newest first", do(a.tutorConversations)},
		{"GET", "/ai_tutor/conversations/{conversation_id}", of("the learner"), none, "One of my conversations, to go on with", do(a.tutorConversation)},
		{"GET", "/ai_tutor/interactions/{user_id}", may(account.ReadChatExplicit), none, "What was said with the tutor, newest first; a parent needs explicit=1", do(a.tutorHistory)},
		{"GET", "/ai_tutor/reads", signedIn, none, "Who read my conversations with the tutor?", do(a.tutorReads)},
		{"GET", "/ai_tutor/notices/{user_id}", may(account.ReadActivity), none, "What adults are told about a learner's safety: a category, no words", do(a.tutorNotices)},
		{"POST", "/ai_tutor/notices/{notice_id}/seen", of("linked tutor or parent, admin"), small, "I have seen this notice", quiet(a.tutorNoticeSeen)},

		{"POST", "/ai_data/events", signedIn, batch, "Record screen actions of my own, at most 500 at once; a verdict for each", typed[[]eventIn, eventsOut](raw(a.acceptEvents))},
		{"POST", "/sync", signedIn, batch, "Bring what my device kept while it was offline, at most 500 entries at once; a verdict for each, and how far it got", typed[syncIn, outbox.Reply](raw(a.sync))},
		{"GET", "/ai_data/export/{user_id}", may(account.Export), none, "Write all of a user's data to a file", do(a.export)},
		{"GET", "/ai_data/export_all", may(account.Operate), none, "Write the data of all who agreed to research_export to a file", do(a.exportAll)},
		{"GET", "/ai_data/files/{name}", of("who may export that user; admin"), none, "Fetch a file that an export wrote", raw(a.exportFile)},

		{"GET", "/ai_data/recipes", may(account.Operate), none, "The recipes that come with the program", do(a.recipes)},
		{"POST", "/ai_data/recipes/check", may(account.Operate), batch, "Is this recipe right? If not, in which line", do(a.checkRecipe)},
		{"POST", "/ai_data/datasets", may(account.Operate), batch, "Build a dataset; it waits for its turn", made(a.buildDataset)},
		{"GET", "/ai_data/datasets", may(account.Operate), none, "The releases of datasets", do(a.datasets)},
		{"GET", "/ai_data/datasets/{release_id}", may(account.Operate), none, "One release", do(a.dataset)},
		{"GET", "/ai_data/datasets/{release_id}/progress", may(account.Operate), none, "Where its build stands, as server-sent events until it ends", raw(a.watchDataset)},
		{"POST", "/ai_data/datasets/{release_id}/cancel", may(account.Operate), small, "Stop its build, or take it out of the queue", do(a.cancelDataset)},
		{"GET", "/ai_data/datasets/{release_id}/files", may(account.Operate), none, "The files of its package, with their sums", do(a.datasetFiles)},
		{"GET", "/ai_data/datasets/{release_id}/files/{file...}", may(account.Operate), none, "A file of its package; refused once somebody in it withdrew or was erased", raw(a.datasetFile)},
		{"POST", "/ai_data/datasets/{release_id}/verify", may(account.Operate), small, "Prove that it may be used: sums, signature, and whether everybody in it still agrees", do(a.verifyDataset)},
		{"GET", "/ai_data/datasets/{release_id}/archive", may(account.Operate), none, "The whole package as a tar file; refused once somebody in it withdrew or was erased", raw(a.datasetArchive)},
		{"GET", "/ai_data/users/{user_id}", may(account.Export), none, "What is kept about a user: counts, consents, files, datasets", do(a.myData)},
		{"GET", "/ai_data/users/{user_id}/timeline", may(account.Export), none, "What was logged of a user, record by record in sentences; to search", do(a.timeline)},
		{"DELETE", "/ai_data/users/{user_id}", may(account.Erase), small, "Erase a user for good, against a signed receipt", do(a.erase)},
		{"GET", "/ai_data/receipts/{receipt_id}", anyone, none, "The newest receipt of an erasure, for whoever knows its id", do(a.receipt)},
		{"GET", "/ai_data/signing_key", signedIn, none, "The public key under receipts and manifests", do(a.signingKey)},

		{"GET", "/census/volume", may(account.Operate), none, "What arrives: records by day and kind, and the last ones", do(a.censusVolume)},
		{"GET", "/census/coverage", may(account.Operate), none, "Who agreed to what, by purpose and age band", do(a.censusCoverage)},
		{"GET", "/census/missing", may(account.Operate), none, "Which fields records lack", do(a.censusMissing)},
		{"GET", "/census/tutor", may(account.Operate), none, "How the tutor fares: thumbs, replaced replies, models that did not answer", do(a.censusTutor)},
		{"GET", "/census/forecast", may(account.Operate), none, "How good the expectations are with which questions are chosen", do(a.censusForecast)},
		{"GET", "/census/questions", may(account.Operate), none, "Questions with their statistics, a page at a time", do(a.censusQuestions)},
		{"GET", "/census/questions/{question_id}", may(account.Operate), none, "One question: parameters, answers by choice, observed curve", do(a.censusQuestion)},
		{"GET", "/calibration/runs", may(account.Operate), none, "Calibrations of the log: proposed, promoted, rejected", do(a.calibrations)},
		{"POST", "/calibration/runs", may(account.Operate), small, "Calibrate the log now and propose what comes of it; nothing in force moves", made(a.calibrate)},
		{"GET", "/calibration/runs/{run_id}", may(account.Operate), none, "One calibration: every question before and after, and what it would do to scores", do(a.calibration)},
		{"POST", "/calibration/runs/{run_id}/promote", may(account.Operate), small, "Put its parameters in force for sessions that begin from now on", do(a.promoteCalibration)},
		{"POST", "/calibration/runs/{run_id}/reject", may(account.Operate), small, "End it without any change", do(a.rejectCalibration)},
		{"GET", "/training/runs", may(account.Operate), none, "Models of knowledge fitted to the log, how well they predict, and which is in force", do(a.trainings)},
		{"POST", "/training/runs", may(account.Operate), small, "Fit a model to the log now, judge it on learners held out, and propose it; nothing in force moves", made(a.train)},
		{"GET", "/training/runs/{run_id}", may(account.Operate), none, "One model", do(a.training)},
		{"POST", "/training/runs/{run_id}/promote", may(account.Operate), small, "Let it serve the skill map; only one that beats Elo on learners held out", do(a.promoteTraining)},
		{"POST", "/training/runs/{run_id}/reject", may(account.Operate), small, "End it without any change", do(a.rejectTraining)},
		{"GET", "/failed_events", may(account.Operate), none, "Screen actions that were refused, newest first, and why", do(a.failedEvents)},
		{"GET", "/failed_events/{event_id}", may(account.Operate), none, "What a client sent; that it was read is written down", do(a.failedEvent)},
		{"POST", "/failed_events/{event_id}/replay", may(account.Operate), small, "Try a refused event again", do(a.replayEvent)},
		{"POST", "/failed_events/replay", may(account.Operate), small, "Try refused events again, at most 500 at once", do(a.replayEvents)},
		{"GET", "/backups", may(account.Operate), none, "The newest backups, and how to make one", do(a.backups)},
		{"GET", "/summary/{user_id}", may(account.ReadActivity), none, "A learner's week in numbers, without a word of what was said", do(a.summary)},
		{"GET", "/class", of("a tutor"), none, "The students who are linked with me: skills, where they are stuck, what they choose wrongly", do(a.class)},
		{"GET", "/audit", may(account.Operate), none, "What staff did, newest first", do(a.auditLog)},

		{"GET", "/consent/{user_id}", may(account.ManageConsent), none, "What may this user's data be used for?", do(a.consent)},
		{"POST", "/consent/{user_id}", may(account.ManageConsent), small, "Grant or withdraw consent, several purposes at once", do(a.changeConsent)},
		{"GET", "/consent/{user_id}/receipts/{state}", may(account.ManageConsent), none, "What was granted or withdrawn at one time", do(a.consentReceipt)},
		{"GET", "/consent/texts/{version}", anyone, none, "A text that people read before they agree, of any version", do(a.consentText)},
	}
}
