"""Every refusal in the person's language, by its code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from reviewer.domain.errors import DomainError

SENTENCES = {
    # coming in
    "sign_in_failed": _l("That e-mail address and password do not go together. Check both and try again."),
    "password_short": _l("Choose a password of at least %(least)s characters."),
    "password_long": _l("Choose a password of at most %(most)s characters."),
    "email_invalid": _l("%(email)s is not an e-mail address; check it and try again."),
    "email_taken": _l("%(email)s has an account already; sign in with it."),
    "invitation_gone": _l("This invitation is not open any more. Ask the conference's staff for a new link."),
    "invitation_unknown": _l("There is no such invitation."),
    "invitation_used": _l("This invitation was accepted already; the person can sign in."),
    "invitation_incomplete": _l("Say which seat, committee or school the invitation is for."),
    "member_unknown": _l("This conference has no such member."),
    "last_staff": _l("A conference needs somebody on its staff. Invite another first."),
    "reset_gone": _l("This link does not hold any more. Ask for a new one."),
    "staff_only": _l("Only this conference's staff may do this."),
    "seat_full": _l("Every place of this seat is taken; ask the conference's staff."),
    "adviser_elsewhere": _l(
        "This person advises another school of this conference already. Ask the conference's staff."
    ),
    # handing in
    "paper_unknown": _l("There is no such paper."),
    "submission_unknown": _l("There is no such submission."),
    "not_your_seat": _l("Only the delegates of this seat may hand in its paper."),
    "same_file": _l("This is exactly the file you sent as version %(number)s; that version and its receipt stand."),
    "after_deadline": _l(
        "The deadline has passed, so nothing was handed in. Ask the conference's staff for an extension."
    ),
    "already_released": _l("This paper is closed: its marks are final, so it takes no new version."),
    "page_unknown": _l("There is no picture of this page."),
    "no_pages": _l("This file has no pages of its own to show. Read its text."),
    "page_hidden": _l("While names are hidden this page is read as text only."),
    "page_undrawn": _l("This page could not be drawn. Its words are under Text."),
    "pages_busy": _l("Many pages are being drawn at the moment. Try again in a few seconds."),
    "marking_is_blind": _l("While marking is blind, chairs read the text only: files name people."),
    "blind_released": _l(
        "Feedback is released already, so marking cannot become blind any more. Take the releases back first."
    ),
    "blind_end_past": _l("That moment has passed. Choose a later one, or end blind marking by hand."),
    "no_file": _l("No file came with that. Choose your paper and send it again."),
    # what readers say of a file
    "unsupported_type": _l("This kind of file cannot be read. Save your paper as DOCX or PDF and send that."),
    "empty": _l("This file is empty. Check that it is the right one and send it again."),
    "corrupt": _l("This file is damaged. Open it in your word processor, save it again and send the new file."),
    "encrypted": _l("This file is protected by a password. Save a copy without a password and send that."),
    "too_large": _l("This file is too large. Remove or compress its pictures, or save it as PDF, and send it again."),
    "too_long": _l("This file has more text than any paper does. Check that it is the right one."),
    "bomb": _l("This file unpacks to far more than any paper does. Save it again from your word processor."),
    "unsafe_content": _l("This file has parts that cannot be read safely. Save it again as DOCX or PDF and send that."),
    "macro": _l("This file carries macros. Save it as a DOCX without macros and send that."),
    "bad_encoding": _l("The letters in this file cannot be told. Save it as UTF-8 text, or as DOCX or PDF."),
    "no_text": _l("No text was found in this file: it may be a scan. Export the paper from your word processor."),
    "timeout": _l("Reading this file took too long. Save it again without large objects and send the new file."),
    "interrupted": _l("The check was interrupted on our side. Try it again; your file and receipt are safe."),
    # work
    "run_unknown": _l("There is no such piece of work."),
    "run_not_failed": _l("Only work that failed can be tried again; this has not failed."),
    # what counts
    "rule_unknown": _l("Choose for each kind whether it is left out, counted or looked at sooner."),
    "change_unknown": _l("There is no such change of a rule."),
    "rule_changed_since": _l("This rule was changed again since. Look at the rules as they are now."),
    # setting up
    "operator_only": _l("Only operators of this installation may make a conference."),
    "title_invalid": _l("Give it a title of at most 300 characters."),
    "slug_invalid": _l("Use a title with letters or digits in it."),
    "slug_taken": _l("Another conference has this title already. Add the year or the place to yours."),
    "timezone_unknown": _l("%(timezone)s is no time zone. Write one like Europe/Madrid or America/New_York."),
    "language_invalid": _l("Name at least one language by its code, such as en or es."),
    "retention_past": _l("Personal data must be kept at least until tomorrow. Choose a later day."),
    "window_negative": _l("The window cannot be negative. Write 0 for none."),
    "window_long": _l("The window is at most 30 days, which is 43200 minutes."),
    "window_unclear": _l("Write the window as a whole number of minutes, 0 for none."),
    "starts_on_unclear": _l("Write the day as in 2030-03-01."),
    "retain_until_unclear": _l("Write the day as in 2030-03-01."),
    "name_invalid": _l("Give the committee a name of at most 300 characters."),
    "committee_taken": _l("Your conference has a committee of this name already. Choose another name."),
    "questions_changed": _l(
        "Somebody changed these questions while you wrote. Open the page again in another tab, look at their version, "
        "then make your changes there."
    ),
    "topic_gone": _l("Somebody removed one of these topics meanwhile. Load the page again."),
    "topic_in_use": _l("Papers have answered this topic, so it cannot go. You may change its words or its questions."),
    "ticket_invalid": _l("This form does not belong to a file that was read here. Choose the file again."),
    "file_gone": _l("The file was not kept, because it waited too long. Choose it again."),
    "grace_unclear": _l("Write the minutes of grace as a whole number, 0 for none."),
    "no_deadline": _l("There is no deadline to extend. Set one first."),
    "extension_not_later": _l("More time must end after the deadline. Choose a later moment."),
    "seat_unknown": _l("There is no such seat in your conference. Choose one from the list."),
    "rubric_unknown": _l("Your conference has not adopted this rubric."),
    "format_unknown": _l("Your conference has not adopted this format profile."),
    "conference_unknown": _l("There is no such conference."),
    "school_unknown": _l("There is no such school in your conference."),
    "grace_negative": _l("Minutes of grace cannot be negative. Write 0 for none."),
    "agenda_invalid": _l(
        "Some lines of the topics and questions cannot stay as they are. Correct them and save again."
    ),
    "marking_begun": _l("%(papers)s papers are being marked by another rubric, and one committee has one measure."),
    "same_source": _l("This file is a source here already; nothing was added."),
    "address_invalid": _l("%(url)s is not a web address. Write one that begins with https://."),
    "roster_stale": _l("The conference changed since this roster was checked. Check it again."),
    "roster_unreadable": _l("The roster cannot be read: %(reason)s"),
    "roster_invalid": _l("This roster has faults, so nothing was imported. Check it again to see them."),
    # marking
    "no_rubric": _l("This committee has no rubric yet. Ask the conference's staff to adopt one."),
    "nothing_to_mark": _l("There is no readable version of this paper to mark yet."),
    "not_your_committee": _l("Only this committee's chairs may mark its papers."),
    "move_changed": _l("Somebody marked meanwhile. Look at what would become of the marks now."),
    "account_changed": _l("This account changed just now. Send this again with its password."),
    "too_near_paper": _l(
        "You hold this seat, belong to its school, or a conflict with it was declared for you. So its marks are not "
        "yours to see or change. Another chair of this committee, or the conference's staff, can do it."
    ),
    "not_your_reading": _l("Two others read this paper. You can look at it once both of them are done."),
    "not_your_paper": _l("Only the seat's own delegates may do this."),
    "feedback_unknown": _l("There is no released feedback for this paper."),
    "anchor_unknown": _l("There is no such anchor paper."),
    "anchor_marked": _l("This paper's marking has begun. Choose one that nobody has marked yet."),
    "anchors_enough": _l("%(most)s anchor papers are open. End one first."),
    "awards_unknown": _l("There is no such award list."),
    "awards_withdrawn": _l("This list was withdrawn. Look at the newer one."),
    "nothing_ranked": _l("No paper here can be ranked yet. Finish the marking first."),
    "too_near": _l("You are too near to %(delegations)s to sign. Let somebody else sign this list."),
    "cap_unclear": _l("Say a number of papers from 0 to %(most)s, or leave it empty."),
    "chair_unknown": _l("This committee has no such chair."),
    "conflict_unclear": _l("Choose one delegation or one school of this committee."),
    "conflict_unknown": _l("There is no such declared conflict."),
    "moderation_unclear": _l("Say from how many points apart a third person looks, or leave it empty."),
    "plan_changed": _l("Papers or chairs changed since this plan was made. Look at the new plan."),
    "readings_unclear": _l("Choose one or two readings, and how they make one total."),
    "regrade_unknown": _l("There is no such request."),
    "regrade_closed": _l("The time for asking for a regrade has passed."),
    "regrade_twice": _l("You have asked about this criterion already. Look at the answer below."),
    "regrade_reason": _l("Say which passage was misread and why, in a sentence or two."),
    "regrade_answered": _l("This request was answered already."),
    "regrade_not_answered": _l("Staff look at answers. Wait for the chairs' answer first."),
    "regrade_not_escalated": _l("Nobody asked staff to look at this request."),
    "regrade_changed": _l("Somebody else answered meanwhile. Look at their answer."),
    "regrade_words": _l("Say why: the delegate reads it beside the marks."),
    "release_taken_back": _l("The feedback was taken back. Change the mark on the desk instead."),
    "criterion_unknown": _l("This rubric has no such criterion. Reload the page."),
    "mark_not_allowed": _l("%(mark)s is not a mark of “%(criterion)s”. Choose one of: %(possible)s."),
    "mark_not_a_number": _l("%(written)s is not a number. Write the mark in digits."),
    "mark_unknown_criterion": _l("This rubric has no such criterion. Reload the page."),
    "mark_wrong_topic": _l("“%(criterion)s” is marked in another way now. Reload the page."),
    "question_unknown": _l("This committee has no such key question."),
    "nothing_to_take_back": _l("Here is no word of yours to take back."),
    "renewal_running": _l("The suggestions are being renewed already."),
    "nothing_to_renew": _l("There is no readable paper here yet."),
    "hint_long": _l("A hint has at most %(most)s characters. Shorten it."),
    "hint_changed": _l("Somebody else changed a hint meanwhile. Look at theirs in another tab, then save again."),
    "agenda_file_invalid": _l("This file cannot be read as an agenda: %(reason)s."),
    "evidence_unknown": _l("There is no such passage for this question. Reload the page."),
    "quote_unknown": _l("These words do not stand in the paper. Copy them from the text."),
    "quote_twice": _l(
        "These words stand in %(places)s places. Copy a few more, so that it is clear which one you mean."
    ),
    "newer_version": _l("A newer version of this paper came in while you were reading. Look at it, then finish."),
    "committee_unknown": _l("There is no such committee."),
    "field_changed": _l("Somebody else changed this meanwhile. Look at their version and decide which to keep."),
    "comment_removed": _l("You removed this comment in another window. Bring it back there, then change it."),
    "comment_unknown": _l("There is no such comment."),
    "comment_empty": _l("Write something before you save the comment."),
    "anchor_lost": _l("The words you selected are not where they were. Select them again."),
    "bank_changed": _l("Somebody else changed this comment meanwhile. Look at it and change it again."),
    "bank_unknown": _l("There is no such comment in the bank."),
    "bank_of_staff": _l("Only staff change the conference's comments. Keep it as your own instead."),
    "bank_name": _l("Give it a short name of letters, digits and single hyphens, like no-source."),
    "bank_name_taken": _l("There is a comment /%(name)s already. Choose another name."),
    "bank_text": _l("Write the comment, in up to %(most)s characters."),
    "bank_points": _l("Points are a number in whole or half steps, like −1 or 0.5."),
    "bank_file_large": _l("This file is too large for a comment bank. Split it."),
    "bank_file_broken": _l(
        "This is no table of comments. In CSV the first line names the columns: name, text, criterion, points; "
        "in YAML the comments are a list below “comments:”."
    ),
    "points_without_criterion": _l("Say which criterion these points belong to."),
    "points_not_allowed": _l(
        "A comment can move “%(criterion)s” by up to %(top)s points either way, in steps of %(step)s. Change it."
    ),
    "not_your_comment": _l("Only its author may change a comment."),
    "marks_missing": _l("Some criteria have no mark yet: %(criteria)s."),
    "topics_unclear": _l("Say which topics the paper is on, each number once."),
    "adjustment_unknown": _l("This rubric has no such deduction or limit. Add one by hand instead."),
    "adjustment_too_often": _l("“%(title)s” can be used %(most)s times only."),
    "adjustment_out_of_range": _l("Give a positive number of points."),
    "nothing_to_move": _l("No committee marks by another version of this rubric."),
    "move_unknown": _l("There is no such move of a rubric."),
    "move_undone": _l("This move was taken back already."),
    "move_followed": _l("A later move or choice stands on this one. Take that back first."),
    "move_released": _l("Feedback on papers marked by the new version is released. Take the release back first."),
    "draft_unknown": _l("This draft is not there any more. It was adopted or thrown away."),
    "draft_changed": _l("Somebody else changed this draft meanwhile. Look at theirs and decide which to keep."),
    "line_of_ruling": _l("This line follows staff's ruling. It changes when they rule anew."),
    "proposal_gone": _l("Nothing proposes this any more. Reload the page."),
    "adjustment_without_reason": _l("Say why: the delegate reads the reason beside the points."),
    "scores_none": _l("There is no scorecard to make a total from. Finish one first."),
    "scores_unfinished": _l("A scorecard still lacks marks. Finish it or set it aside."),
    "scores_differ": _l("These scorecards have different scales. Combine those of one rubric only."),
    "scores_not_single": _l("There are several scorecards. Choose one, or another way to combine them."),
    "scorecard_final": _l("This scorecard is finished. Reopen it to change it."),
    "released_already": _l("This paper's feedback is released. Staff must take the release back before it changes."),
    # audit
    "case_unknown": _l("There is no such case."),
    "reason_missing": _l("Give a reason; others will have to answer for this, too."),
    "penalty_missing": _l("Say how many points the penalty takes: a number such as 2 or 2.5."),
    "match_unknown": _l("There is no such passage."),
    "source_unknown": _l("There is no such source."),
    "staff_unknown": _l("Choose somebody of this conference's staff."),
    "exclusion_unknown": _l("There is no such exclusion."),
    "verdict_missing": _l("Choose what staff decide."),
    "nothing_chosen": _l("Choose at least one paper."),
    "not_minor": _l("Only minor findings are cleared together. Open the others one by one."),
    "ruled_already": _l("One of these is ruled already. Change its ruling on its own page."),
    # release
    "nothing_to_release": _l("No paper here has complete marks, so there is nothing to release."),
    "release_unknown": _l("There is no such release."),
    "moment_past": _l("That moment has passed. Choose a later one, or release now."),
    "moment_unclear": _l("Give a date and a time, such as 2030-03-01 and 18:00."),
    "moment_skipped": _l("That hour is skipped when the clocks go forward. Choose another time."),
}
"""Sentences with the names of `DomainError.details` in them. A code without one falls back to its English message."""


def words(error: DomainError) -> str:
    """The refusal as a sentence for the person who met it."""
    sentence = SENTENCES.get(error.code)
    return error.message if sentence is None else str(sentence) % error.details if error.details else str(sentence)


def words_of(code: str) -> str:
    """The sentence for a code that was stored, such as the reason why a file could not be read."""
    sentence = SENTENCES.get(code)
    return code if sentence is None else str(sentence)
