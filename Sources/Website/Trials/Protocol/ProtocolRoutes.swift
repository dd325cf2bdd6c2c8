import Access
import Database
import Directory
import Evidence
import NIOCore
import Services
import Trials

extension Site {
    func addProtocols(to routes: Routes) {
        routes.get(SiteMap.hubTrials, .signedIn) { visit in
            var lists: [(hub: Organisation, protocols: [TrialProtocol])] = []
            for hub in try visit.hubs(where: .registerTrial) {
                lists.append((hub, try await trials.protocols(of: hub.id, by: visit.actor)))
            }
            return .page(
                HubTrialsPage(
                    hubs: lists,
                    registered: try await trials.trials(),
                    today: visit.services.today()
                )
            )
        }
        routes.get(SiteMap.newProtocol, .signedIn) { visit in
            let hub = try visit.trialHub()
            let state = FormState(["design": ProtocolDesign.schools.rawValue])
            let account = try await visit.takenUp()
            return .page(
                NewProtocolPage(hub: hub, account: account, ticket: visit.formTicket(), state: state)
            )
        }
        routes.post(SiteMap.newProtocol, .signedIn) { visit, submission in
            let hub = try visit.trialHub()
            let account = try await visit.takenUp()
            var state = FormState(submission)
            if let design = ProtocolDesign(rawValue: submission.text("design")) {
                do {
                    let id = try await trials.startProtocol(
                        design,
                        title: submission.text("title"),
                        from: account?.id,
                        for: hub.id,
                        by: visit.actor,
                        key: submission.idempotencyKey
                    )
                    return .redirect(to: SiteMap.hubTrial(id))
                } catch let faults as Faults {
                    state.refuse(faults)
                }
            } else {
                if submission.text("title").isEmpty { state.refuse("title", "Enter a title") }
                state.refuse("design", "Choose a design")
            }
            return .invalid(
                NewProtocolPage(hub: hub, account: account, ticket: visit.formTicket(), state: state)
            )
        }
        addProtocolSections(to: routes)
        addPublishing(to: routes)
        addPublicProtocols(to: routes)
    }

    private func addProtocolSections(to routes: Routes) {
        routes.get(SiteMap.protocolSection, .signedIn) { visit, place in
            let record = try await trials.protocolRecord(place.first, by: visit.actor)
            let part = try ProtocolSection(rawValue: place.second).orNotFound()
            var state = FormState(record.text, part.items)
            state.set("version", "\(record.version)")
            return .page(try await visit.sectionPage(record, part, record.text, state))
        }
        routes.post(SiteMap.protocolSection, .signedIn) { visit, place, submission in
            let record = try await trials.protocolRecord(place.first, by: visit.actor)
            let part = try ProtocolSection(rawValue: place.second).orNotFound()
            // Only what the form showed: what it did not ask for stays as it is.
            let values = submission.protocolValues(part.items.filter { $0.isAsked(in: record.text) })
            let version = submission.version
            var state = FormState(submission)
            do {
                if record.isDraft {
                    try await trials.saveProtocolSection(
                        part,
                        of: record.trial,
                        version: version,
                        values,
                        by: visit.actor
                    )
                    return .redirect(to: visit.next(after: part, of: record, submission), notice: "Saved.")
                }
                try await trials.amendProtocol(
                    record.trial,
                    version: version,
                    changing: values,
                    reason: submission.text("reason"),
                    by: visit.actor
                )
                return .redirect(to: SiteMap.hubTrial(record.trial), notice: "The amendment is public.")
            } catch let faults as Faults {
                state.refuse(faults)
            } catch DatabaseError.staleVersion {
                state.refuse(
                    part.items[0].rawValue,
                    "Someone changed the protocol meanwhile. Open this page again"
                )
            } catch TrialsError.wrongStep {
                state.refuse(
                    part.items[0].rawValue,
                    "The protocol stays as it is: the data are frozen, or the trial has stopped"
                )
            }
            var text = record.text
            for (item, value) in values { text[item] = value }
            return .invalid(try await visit.sectionPage(record, part, text, state))
        }
    }

    private func addPublishing(to routes: Routes) {
        routes.get(SiteMap.publishProtocol, .signedIn) { visit, id in
            let record = try await trials.protocolRecord(id, by: visit.actor)
            guard record.isDraft else { return .redirect(to: SiteMap.hubTrial(id)) }
            return .page(
                PublishProtocolPage(
                    record: record,
                    choices: try await protocolChoices(),
                    ticket: visit.formTicket(),
                    state: FormState()
                )
            )
        }
        routes.post(SiteMap.publishProtocol, .signedIn) { visit, id, submission in
            do {
                _ = try await trials.publishProtocol(
                    id,
                    version: submission.version,
                    by: visit.actor
                )
                return .redirect(
                    to: SiteMap.hubTrial(id),
                    notice: "The protocol is public. Now invite schools."
                )
            } catch is Faults {
                return .redirect(to: SiteMap.publishProtocol(id))
            } catch TrialsError.wrongStep {
                return .redirect(to: SiteMap.hubTrial(id))
            } catch DatabaseError.staleVersion {
                return .redirect(
                    to: SiteMap.publishProtocol(id),
                    notice: "Someone changed the protocol meanwhile. Read it through again."
                )
            }
        }
        routes.post(SiteMap.attachReceipt, .signedIn, uploadLimit: 256 * 1024) { visit, id, submission in
            var state = FormState(submission)
            do {
                try await trials.attachReceipt(
                    to: id,
                    place: submission.text("place"),
                    address: submission.text("address"),
                    file: submission.file("file").map { Array($0.bytes.readableBytesView) },
                    by: visit.actor,
                    key: submission.idempotencyKey
                )
                return .redirect(to: SiteMap.hubTrial(id), notice: "Recorded.")
            } catch let faults as Faults {
                state.refuse(faults)
            }
            return .invalid(try await visit.hubTrialPage(id, state))
        }
    }

    private func addPublicProtocols(to routes: Routes) {
        routes.get(SiteMap.protocolPage, .everyone) { visit, slug in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            return .page(
                ProtocolPage(
                    published: published,
                    organisation: try await visit.hubName(published.record.organisation),
                    choices: try await protocolChoices()
                )
            )
            .cached([.trials, .trial(published.record.trial), .strands, .hubs])
        }
        routes.get(SiteMap.protocolBundle, .everyone) { visit, slug in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            let bundle = ProtocolBundle(
                published: published,
                organisation: try await visit.hubName(published.record.organisation),
                address: configuration.publicURL + SiteMap.protocolPage(slug).description,
                choices: try await protocolChoices()
            )
            return .file(
                ByteBuffer(bytes: try bundle.zip()),
                contentType: "application/zip",
                name: "\(slug).zip"
            )
        }
        routes.get(SiteMap.timeStampRequest, .everyone) { _, slug in
            let published = try await trials.publishedProtocol(slug: slug).orNotFound()
            return .file(
                ByteBuffer(bytes: ProtocolBundle.request(published)),
                contentType: "application/timestamp-query",
                name: "protocol.tsq"
            )
        }
        routes.get(SiteMap.receiptFile, .everyone) { _, id in
            .file(
                ByteBuffer(bytes: try await trials.receiptFile(id)),
                contentType: "application/timestamp-reply",
                name: "answer.tsr"
            )
        }
    }
}

extension Visit {
    /// The hub that the address names, or the person's first.
    func trialHub() throws -> Organisation {
        try hub(query.text("hub"), where: .registerTrial)
    }

    /// The school's account that the address names, where it names one.
    fileprivate func takenUp() async throws -> SchoolAccount? {
        let named = query.text("from")
        guard !named.isEmpty else { return nil }
        let id = try ID<Evaluation>(named).orNotFound()
        return try await site.trials.account(id)
    }

    func hubName(_ id: ID<Organisation>) async throws -> String {
        try await site.organisationNames([id])[id] ?? "A hub"
    }

    fileprivate func next(after part: ProtocolSection, of record: TrialProtocol, _ submission: Submission)
        -> Link
    {
        let all = ProtocolSection.allCases
        guard submission.text("do") == "next", let place = all.firstIndex(of: part), place + 1 < all.count
        else {
            return submission.text("do") == "stay"
                ? SiteMap.protocolSection(record.trial, part.rawValue) : SiteMap.hubTrial(record.trial)
        }
        return SiteMap.protocolSection(record.trial, all[place + 1].rawValue)
    }

    fileprivate func sectionPage(
        _ record: TrialProtocol,
        _ part: ProtocolSection,
        _ text: ProtocolText,
        _ state: FormState
    ) async throws -> ProtocolSectionPage {
        var choices = try await site.protocolChoices()
        if part.items.contains(.trainingOffer) {
            let offers = try await site.trials.trainingOffers(of: record.organisation, by: actor)
            choices.offers = offers.map { FormOption($0.offer.description, $0.title) }
        }
        return ProtocolSectionPage(
            record: record,
            part: part,
            choices: choices,
            ticket: formTicket(),
            state: state,
            text: text
        )
    }
}
