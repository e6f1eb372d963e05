"""Names and streets from which fictitious people are made. Names are common ones of each language; streets are invented."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """Names of one origin. A family name ``Kowalski|Kowalska`` has a form for men and one for women."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


ORIGINS: Mapping[str, Names] = {
    "flemish": Names(
        women=_words("""An, Anneleen, Bieke, Britt, Chloë, Daisy, Els, Emma, Eva, Femke, Fien, Greet, Griet, Hanne, Hilde,
            Ilse, Ine, Jana, Joke, Julie, Karen, Kaat, Katrien, Lien, Lieve, Lotte, Lies, Louise, Maria, Marleen, Marie-Jeanne,
            Martine, Mieke, Mila, Nele, Nora, Renée, Rita, Sarah, Sofie, Tine, Tinne, Veerle, Wendy, Zoë, Anne-Marie"""),
        men=_words("""Bart, Bram, Daan, Dirk, Dries, Eddy, Finn, Frank, Geert, Gert-Jan, Guy, Hans, Hugo, Jan, Jan-Willem,
            Jef, Jeroen, Johan, Jos, Jozef, Kobe, Koen, Kris, Kristof, Lars, Lowie, Luc, Marc, Mathias, Michaël, Noël, Paul,
            Peter, Pieter, Raf, Rik, Ruben, Rudi, Senne, Sven, Théo, Tom, Vic, Werner, Wim, Wout, Yves"""),
        families=_words("""Aerts, Bammens, Beckers, Bosmans, Bijnens, Ceyssens, Claes, Coenen, Cuypers, D'Hondt, D'Haese,
            De Backer, De Clercq, De Smedt, De Vos, Driesen, Geerts, Geurts, Gielen, Goossens, Hendrickx, Hermans, Houben,
            Jacobs, Janssen, Janssens, Knevels, Lambrechts, Leenders, Lemmens, Luyten, Maes, Martens, Mertens, Moons, Neven,
            Nijs, Peeters, Penders, Philtjens, Poesen, Put, Quintens, Reynders, Schepers, Schreurs, Smeets, Stevens, Swinnen,
            Theunissen, Thijs, Timmermans, Truyen, Vaes, Van Bergen, Van den Broeck, Vandenbroeck, Van de Velde, Van der Linden,
            Vanderstraeten, Van Dijck, Vanhees, Van Hove, Verheyen, Vliegen, Vrancken, Willems, Winters, Wouters, 't Jampens"""),
    ),
    "italian": Names(
        women=_words("""Angela, Antonella, Antonietta, Carla, Carmela, Caterina, Chiara, Concetta, Elena, Filomena, Francesca,
            Giulia, Giuseppina, Laura, Lucia, Maria Luisa, Maria Teresa, Noemi, Rosa, Rosaria, Sara, Sofia, Teresa, Valentina"""),
        men=_words("""Alessandro, Angelo, Antonio, Calogero, Carmelo, Claudio, Davide, Domenico, Enzo, Fabio, Francesco,
            Giacomo, Gian Luca, Giovanni, Giuseppe, Leonardo, Luca, Marco, Mario, Matteo, Nicolò, Pietro, Rocco, Salvatore,
            Vincenzo"""),
        families=_words("""Amato, Bellomo, Bianchi, Caruso, Catalano, Cirillo, Colombo, Conte, D'Amico, D'Angelo, De Luca,
            De Santis, Dell'Aquila, Di Bella, Di Stefano, Esposito, Ferrara, Fontana, Gallo, Greco, La Rosa, Leone, Lo Presti,
            Lombardo, Mancini, Marino, Messina, Monaco, Palumbo, Parisi, Pellegrino, Ricci, Rizzo, Romano, Russo, Sanfilippo,
            Sorrentino, Vitale"""),
    ),
    "turkish": Names(
        women=_words("""Aslı, Aylin, Ayşe, Büşra, Çiğdem, Derya, Elif, Emine, Esra, Fadime, Fatma, Gülay, Gülşen, Hatice, Hülya,
            Melek, Meryem, Nurhan, Özlem, Sevgi, Sibel, Songül, Şükran, Tuğba, Yasemin, Zehra, Zeynep"""),
        men=_words("""Abdullah, Ahmet, Ali, Bülent, Burak, Cem, Emre, Enes, Fatih, Gökhan, Hakan, Hasan, Hüseyin, İbrahim,
            İsmail, Kemal, Mehmet, Mehmet Ali, Murat, Mustafa, Oğuz, Ömer, Özgür, Ramazan, Selim, Serkan, Süleyman, Tuncay,
            Ümit, Yusuf"""),
        families=_words("""Acar, Akbulut, Aksoy, Arslan, Aslan, Avcı, Aydın, Bozkurt, Bulut, Çakır, Çelik, Çetin, Demir,
            Doğan, Erdoğan, Güler, Güneş, Kaplan, Kara, Karaca, Kaya, Kılıç, Koç, Korkmaz, Köse, Öz, Özdemir, Öztürk, Polat,
            Şahin, Şen, Şimşek, Taş, Tekin, Turan, Ünal, Yavuz, Yıldırım, Yıldız, Yılmaz"""),
    ),
    "moroccan": Names(
        women=_words("""Aïcha, Amina, Asmae, Chaïma, Dounia, Fatima, Fatima-Zahra, Fatiha, Hafida, Hanan, Ikram, Imane,
            Jamila, Karima, Khadija, Latifa, Loubna, Malika, Naïma, Nadia, Rachida, Salma, Samira, Siham, Souad, Yousra, Zineb"""),
        men=_words("""Abdelkader, Abdelkarim, Abderrahman, Ahmed, Anass, Ayoub, Bilal, Brahim, Driss, El Hassan, Hamza, Hassan,
            Ilias, Ismaïl, Jamal, Karim, Khalid, Lahcen, Mimoun, Mohamed, Mohamed Amine, Mohammed, Mustapha, Nabil, Omar,
            Rachid, Saïd, Soufiane, Tarik, Younes, Yassine, Zakaria"""),
        families=_words("""Achahbar, Aït Baha, Amrani, Azzouzi, Bakkali, Belhaj, Ben Ali, Ben Haddou, Benali, Bouazza, Bouchaïb,
            Boulahrouz, Chaouki, Daoudi, El Amrani, El Bouazzaoui, El Haddaoui, El Idrissi, El Khattabi, El Mansouri,
            El Yaakoubi, Essaïdi, Haddad, Hamdaoui, Jabri, Kaddouri, Lahlou, Mansouri, Mazouz, Naciri, Ouali, Ouled Haj,
            Rahmouni, Saïdi, Tahiri, Talbi, Zerouali, Ziani"""),
    ),
    "polish": Names(
        women=_words("""Agnieszka, Aleksandra, Anna, Barbara, Beata, Dorota, Ewa, Grażyna, Halina, Joanna, Julia, Katarzyna,
            Krystyna, Łucja, Magdalena, Małgorzata, Maja, Monika, Renata, Wanda, Zofia, Żaneta"""),
        men=_words("""Adam, Andrzej, Bartosz, Bogdan, Czesław, Dariusz, Franciszek, Grzegorz, Jakub, Jerzy, Józef, Kacper,
            Krzysztof, Łukasz, Maciej, Marek, Michał, Paweł, Piotr, Rafał, Stanisław, Tomasz, Wojciech, Zbigniew"""),
        families=_words("""Baran, Dąbrowski|Dąbrowska, Duda, Górski|Górska, Jabłoński|Jabłońska, Jankowski|Jankowska, Kaczmarek,
            Kamiński|Kamińska, Kowalczyk, Kowalski|Kowalska, Kozłowski|Kozłowska, Krawczyk, Król, Lewandowski|Lewandowska,
            Mazur, Nowak, Pawlak, Piotrowski|Piotrowska, Szymański|Szymańska, Wieczorek, Wiśniewski|Wiśniewska, Wójcik,
            Woźniak, Zając, Zieliński|Zielińska"""),
    ),
    "greek": Names(
        women=_words("Anastasia, Despina, Eleni, Georgia, Ioanna, Kalliopi, Konstantina, Maria, Paraskevi, Sofia, Vasiliki"),
        men=_words("Apostolos, Christos, Dimitrios, Evangelos, Georgios, Ioannis, Konstantinos, Nikolaos, Panagiotis, Stavros"),
        families=_words("""Alexiou|Alexiou, Angelopoulos|Angelopoulou, Dimitriadis|Dimitriadou, Georgiadis|Georgiadou,
            Ioannidis|Ioannidou, Karagiannis|Karagianni, Makris|Makri, Nikolaidis|Nikolaidou, Papadopoulos|Papadopoulou,
            Vlachos|Vlachou, Xenakis|Xenaki"""),
    ),
    "spanish": Names(  # two family names, the father's and the mother's
        women=_words("Ana María, Begoña, Carmen, Inés, Isabel, Lucía, María José, Núria, Pilar, Rocío, Sofía, Teresa"),
        men=_words("Álvaro, Andrés, Antonio, Félix, Jesús, Joaquín, José Antonio, José María, Manuel, Óscar, Rubén, Víctor"),
        families=_words("""Álvarez García, Díaz Romero, Fernández López, Gómez Núñez, Gutiérrez Peña, Jiménez Ruiz,
            Martín de la Cruz, Muñoz Ortega, Pérez Sánchez, Rodríguez Ibáñez, Suárez Vega, Vázquez Moreno"""),
    ),
    "portuguese": Names(
        women=_words("Ana Sofia, Conceição, Fátima, Inês, Luísa, Maria João, Marta, Rita, Sónia"),
        men=_words("António, Duarte, Gonçalo, João, João Pedro, Luís, Nuno, Rui, Simão, Tomás"),
        families=_words("""Araújo Gonçalves, Carvalho da Silva, Costa e Silva, da Conceição Lopes, dos Santos Ferreira,
            Magalhães Pinto, Simões Baptista"""),
    ),
    "ukrainian": Names(
        women=_words("Halyna, Iryna, Kateryna, Lyudmyla, Nataliia, Oksana, Olena, Sofiia, Tetiana, Yuliia"),
        men=_words("Andrii, Bohdan, Dmytro, Ihor, Ivan, Mykola, Oleksandr, Serhii, Taras, Volodymyr"),
        families=_words("""Bondarenko, Hrytsenko, Koval, Kovalchuk, Kravchenko, Lysenko, Melnyk, Polishchuk, Rudenko, Shevchenko,
            Tkachenko, Zelinskyi|Zelinska"""),
    ),
    "afghan": Names(
        women=_words("Farzana, Freshta, Laila, Maryam, Masouma, Nilofar, Shabnam, Zahra"),
        men=_words("Abdul Rahim, Ahmad Shah, Ali Reza, Farid, Habibullah, Jawad, Mohammad Nabi, Najib, Zabihullah"),
        families=_words("Ahmadi, Amiri, Azizi, Hashemi, Hosseini, Karimi, Mohammadi, Noori, Rahimi, Sharifi, Stanekzai"),
    ),
    "congolese": Names(
        women=_words("Béatrice, Clarisse, Espérance, Gracia, Mireille, Merveille, Odette, Thérèse"),
        men=_words("Christian, Dieudonné, Fiston, Gédéon, Jean-Baptiste, Jean-Pierre, Papy, Trésor"),
        families=_words("Ilunga, Kabongo, Kalala, Kasongo, Lukusa, Mbuyi, Mukendi, Mutombo, N'Kulu, Ngoy, Tshibanda, Tshimanga"),
    ),
}  # fmt: skip
"""Names by origin."""

SHARES: Mapping[str, int] = {
    "flemish": 460, "turkish": 160, "italian": 160, "moroccan": 80, "polish": 45, "greek": 25, "spanish": 25,
    "portuguese": 10, "ukrainian": 15, "afghan": 10, "congolese": 10,
}  # fmt: skip
"""How many households in a thousand, roughly as in a former mining town."""

QUARTERS: Mapping[str, tuple[str, ...]] = {
    "3600": _words("""Koolzwartdreef, Mijnlampgaarde, Stutbalkstraat, Schachtwielpad, Kompelsweide, Terrildreef, Houweelgaarde,
        Losvloerpad, Ertsmolenstraat, Ventilatorlaan, Lampisteriestraat, Barakkenpad, Hoefslagveld, Grondgangstraat,
        Heidelibellaan, Zonnedauwdreef, Korhoenweide, Gagelstruikpad, Wollegrasstraat, Nachtzwaluwlaan, Vennenkijkerspad,
        Bremstruikgaarde, Boomleeuwerikdreef, Zandoogjesstraat, Adderwortelpad, Jeneverbeslaantje, Sint-Barbaragaarde,
        Oude Loonzaalstraat, Tikkaartpad, Derde Ploegstraat, Nieuwe Kolenhaven, Kleine Wipmolenstraat, Pastoor Verbiestgaarde,
        Burgemeester Noltenlaan, Europahofje, Kanaalkomdreef, Zwartbergse Vennenweg, Winterslags Lindenhof, 's Herenbosveld,
        Waterscheise Hagenpad"""),
}
"""Invented streets by postcode."""
MUNICIPALITIES: Mapping[str, str] = {"3600": "Genk"}
