"""The word lists of the generated corpus: our own, neutral, and large enough that sentences do not repeat."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.split()))


NOUNS = _words("""
abbey anchor aqueduct archive armoury arsenal atlas bakery balcony ballad barge barometer barrel bastion
beacon bellows belfry bridge brewery brooch buoy cabinet calendar canal canvas caravan cargo carriage
cathedral causeway cellar ceramic charter chimney chronicle cistern citadel clay cloister coastline coinage
column compass copper cotton courtyard cradle crane creek crown crystal customs cylinder dam dialect diary
dockyard dome drainage drought dye easel embroidery engine engraving estuary fabric factory fair ferry
festival fiddle fishery flax fleet foundry fountain fresco frontier furnace gallery garden gate glacier
glaze globe granary granite guild harbour harvest hedge herald hillside horizon hostel hull indigo inn
inscription instrument island ivory jar jetty journal kiln ladder lagoon lamp lantern lathe ledger lens
library lighthouse limestone linen lock loom manor manuscript map marble market marsh mast meadow melody
meridian mill mine mirror monastery mosaic mural museum needle nursery oak observatory orchard organ oven
paddle palace paper parade parchment pasture pavilion pendulum pier pigment pilgrimage pipe plateau plough
poem port portrait pottery press printer prism procession pulley quarry quay quilt railway ravine reed
refinery register reservoir ribbon ridge ritual river roof rope sail salt sanctuary satchel scaffold school
scroll sculpture seal seedling shipyard shrine silk siphon sluice spindle spire square stable stage stairway
statue steam steeple street sugar sundial tannery tapestry telescope temple terrace theatre timber tower
trade treaty tunnel turbine valley vault vessel village vineyard wagon wall warehouse watermill weaver wharf
wheel windmill winter workshop
""")
ADJECTIVES = _words("""
abundant ancient austere barren bold brass brief bright brittle broad bustling calm careful carved
celebrated central circular civic coastal cobbled colourful common copious curious damp deep delicate
distant dusty eastern elaborate elegant enduring enclosed famous fertile fine floating foreign former
fragile frequent gilded graceful grand green handsome hardy heavy hidden hollow humble idle imported inland
inner intricate jagged joint lasting late leafy level little local lofty lonely loyal maritime massive mild
minor modest mountainous muddy narrow native neat neighbouring noble northern notable novel old open ornate
outer painted patient peaceful plain polished popular portable precious private prosperous public quiet
rapid rare regional remote restored rival robust rough round royal ruined rural sacred sandy scarce secluded
separate shallow sheltered silent simple slender small smooth solid southern spacious sparse stately steady
steep stout sturdy subtle sunken tall temporary thick timbered tiny tranquil tropical unfinished upper urban
vacant vast verdant vivid walled warm weathered western wide wild windy wooden worn
""")
VERBS = _words("""
absorbed adorned anchored attracted balanced blocked bordered borrowed brightened carried celebrated changed
circled claimed closed collected coloured connected copied covered crossed crowned decorated defended
delayed described displayed divided doubled drained echoed enclosed enlarged enriched exchanged expanded
exported faced fed filled flanked followed framed funded governed guarded guided healed hosted housed
imitated impressed improved inherited inspired invited joined kept launched lifted lined linked loaded
lowered marked measured mended merged moved named needed occupied ordered outlived overlooked owned painted
passed paved planted polished powered praised preceded preserved printed protected pulled raised reached
rebuilt received recorded reformed repaired replaced resembled reshaped restored reused ruled sealed served
settled shaded shaped sheltered shielded shipped signalled sold sorted staged stored strengthened stretched
studied supplied supported surprised surrounded survived taxed tested touched traced traded trained
transformed treasured turned united valued visited warmed watched watered welcomed widened witnessed
""")
MODALS = _words("can may must should will")
ACTIONS = _words("""
absorb adorn anchor attract balance block border borrow brighten carry celebrate change circle claim close
collect colour connect copy cover cross crown decorate defend delay describe display divide double drain
echo enclose enlarge enrich exchange expand export face feed fill flank follow frame fund govern guard guide
heal host house imitate impress improve inherit inspire invite join keep launch lift line link load lower
mark measure mend merge move name need occupy order outlive overlook own paint pass pave plant polish power
praise precede preserve print protect pull raise reach rebuild receive record reform repair replace resemble
reshape restore reuse rule seal serve settle shade shape shelter shield ship signal sort stage store
strengthen stretch study supply support surprise surround survive tax test touch trace trade train transform
treasure turn unite value visit warm watch water welcome widen witness
""")
ADVERBS = _words("""
abroad again almost already annually anxiously briefly calmly carefully cheaply closely constantly
cheerfully daily deeply eagerly early easily eventually exactly finally firmly formally freely gently gladly
gradually gravely hastily highly initially jointly largely lately legally loosely loudly mainly merely
mildly mostly nearly neatly newly nightly notably officially openly partly patiently plainly politely poorly
promptly properly proudly publicly quietly rapidly rarely readily regularly reluctantly secretly seldom
sharply silently slowly smoothly soon steadily strictly strongly suddenly swiftly thoroughly together twice
usually warmly widely wisely
""")
PEOPLE = _words("""
abbots apprentices archivists artisans bakers bishops boatmen brewers bricklayers builders captains
carpenters cartographers chemists clerks collectors coopers customers dancers dyers engineers engravers
farmers fishermen foresters gardeners glaziers governors guides herders hunters innkeepers jewellers judges
labourers magistrates masons mayors merchants messengers millers miners musicians nurses officials painters
pedlars pilgrims pilots potters printers reformers sailors scholars scribes sculptors shepherds shipwrights
singers smiths soldiers students surveyors tailors teachers tenants traders travellers tutors villagers
visitors watchmen weavers widows
""")
PREPOSITIONS = _words("""
above across after against along among around before behind below beneath beside between beyond despite
during inside near opposite outside over past since through throughout towards under until upon within
without
""")
SYLLABLES_FIRST = _words("""
Al Bar Cor Dun El Fal Gor Har Ist Jor Kel Lor Mar Nor Ost Per Quin Ros Sal Tor Ul Var Wes Yar Zel
""")
SYLLABLES_LAST = _words("""
abra anden arth bourne caster dale den eska fell ford gate ham holm ing ley mere mouth nia ona port rick
stead ton ulla vale wick worth yra
""")
SUBJECTS = _words("""
crafts customs gardens harbours instruments markets mills mountains rivers roads schools ships towns trades
waters
""")
FIRST_NAMES = _words("""
Ada Bela Cato Dora Edda Finn Greta Hugo Ida Jonas Klara Lena Milo Nora Otto Petra Runa Silas Tilda Udo Vera
Willa Xenia Yara
""")
