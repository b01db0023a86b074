"""Movements of well-known artists (general art history), for names without training pictures.

An artist without pictures is trained to lie near these movements. No pictures, no network.

    KIN["Vincent van Gogh"]                   # ("Post-Impressionism", "Expressionism", "Fauvism")
"""

from __future__ import annotations

_TABLE = {
    "Impressionism": "Claude Monet, Pierre-Auguste Renoir, Camille Pissarro, Berthe Morisot, Mary Cassatt, "
    "Gustave Caillebotte, "
    "Frederic Bazille, Childe Hassam, John Henry Twachtman, Joaquin Sorolla, Max Liebermann, Edouard Manet, "
    "Isaac Levitan, "
    "Konstantin Korovin, John Singer Sargent, Eugene Boudin, Anders Zorn, Valentin Serov",
    "Post-Impressionism, Fauvism, Expressionism": "Vincent van Gogh",
    "Post-Impressionism, Cubism": "Paul Cezanne",
    "Post-Impressionism": "Henri de Toulouse-Lautrec, Pierre Bonnard, Edouard Vuillard, Emile Bernard, Paul Serusier, "
    "Maurice Denis, Suzanne Valadon",
    "Pointillism": "Georges Seurat, Maximilien Luce, Charles Angrand, Giovanni Segantini, Plinio Nomellini",
    "Fauvism": "Maurice de Vlaminck, Raoul Dufy, Kees van Dongen, Albert Marquet, Othon Friesz",
    "Cubism": "Pablo Picasso, Georges Braque, Juan Gris, Albert Gleizes, Jean Metzinger, Robert Delaunay, "
    "Lyubov Popova, "
    "Umberto Boccioni, Giacomo Balla, Gino Severini, Tamara de Lempicka, Marcel Duchamp, Franz Marc, Lyonel Feininger",
    "Expressionism": "Ernst Ludwig Kirchner, Egon Schiele, Oskar Kokoschka, Emil Nolde, Chaim Soutine, Max Beckmann, "
    "James Ensor, Georges Rouault, August Macke, Otto Dix, Francis Bacon, Lucian Freud, Kathe Kollwitz",
    "Abstract Expressionism": "Willem de Kooning, Franz Kline, Clyfford Still, Robert Motherwell, Joan Mitchell, "
    "Helen Frankenthaler, Lee Krasner, Philip Guston, Cy Twombly, Gerhard Richter, Arshile Gorky",
    "Abstract Expressionism, Minimalism": "Mark Rothko, Barnett Newman, Morris Louis, Ad Reinhardt",
    "Minimalism, Neoplasticism": "Kazimir Malevich, Ellsworth Kelly, Josef Albers, Frank Stella, Agnes Martin, "
    "El Lissitzky, "
    "Donald Judd, Theo van Doesburg, Sol LeWitt, Yves Klein, Victor Vasarely, Bridget Riley",
    "Abstractionism, Expressionism": "Vasiliy Kandinskiy, Wassily Kandinsky, Hilma af Klint, Sonia Delaunay, "
    "Frantisek Kupka",
    "Pop Art": "Andy Warhol, Roy Lichtenstein, Jasper Johns, Robert Rauschenberg, Tom Wesselmann, Richard Hamilton, "
    "Keith Haring, James Rosenquist, David Hockney, Takashi Murakami, Peter Blake, Robert Indiana, Banksy",
    "Rococo": "Francois Boucher, Jean-Honore Fragonard, Antoine Watteau, Giovanni Battista Tiepolo, Canaletto, "
    "Francesco Guardi, Jean-Baptiste Greuze, Elisabeth Vigee Le Brun, William Hogarth, Jean-Baptiste-Simeon Chardin, "
    "Rosalba Carriera, George Romney, Angelica Kauffman",
    "Ukiyo e": "Utagawa Hiroshige, Hokusai, Utagawa Kuniyoshi, Toshusai Sharaku, Suzuki Harunobu, Hasui Kawase, "
    "Ohara Koson, "
    "Hiroshi Yoshida, Torii Kiyonaga",
    "Naive Art Primitivism": "Niko Pirosmani, Grandma Moses, Ivan Generalic, Alfred Wallis, Seraphine Louis, "
    "Edward Hicks",
    "Naive Art Primitivism, Expressionism, Cubism": "Marc Chagall",
    "Surrealism": "Salvador Dali, Rene Magritte, Max Ernst, Yves Tanguy, Giorgio de Chirico, Leonora Carrington, "
    "Remedios Varo, "
    "Paul Delvaux, Andre Masson, M. C. Escher",
    "Symbolism": "Odilon Redon, Gustave Moreau, Arnold Bocklin, Ferdinand Hodler, Nicholas Roerich, Fernand Khnopff, "
    "Pierre Puvis de Chavannes, William Blake",
    "Art Nouveau, Symbolism": "Alphonse Mucha, Aubrey Beardsley, Jan Toorop, Koloman Moser, Franz von Stuck",
    "Romanticism": "Caspar David Friedrich, John Constable, Theodore Gericault, Ivan Aivazovsky, Karl Bryullov, "
    "Thomas Cole, "
    "Albert Bierstadt, Frederic Edwin Church, Gustave Courbet, Jean-Francois Millet, Ilya Repin, "
    "Jean-Baptiste-Camille Corot, "
    "Henry Fuseli, Ivan Shishkin, Winslow Homer, William Bouguereau, Jean Auguste Dominique Ingres, "
    "Jacques-Louis David, "
    "Dante Gabriel Rossetti, John Everett Millais, Gustave Dore",
    "Baroque": "Caravaggio, Peter Paul Rubens, Diego Velazquez, Johannes Vermeer, Frans Hals, Anthony van Dyck, "
    "Nicolas Poussin, Claude Lorrain, Artemisia Gentileschi, Jacob van Ruisdael, Jan Steen, Georges de La Tour, "
    "Francisco de Zurbaran, Bartolome Esteban Murillo, Guido Reni, Gerard Dou",
    "Early Renaissance": "Giotto di Bondone, Fra Angelico, Piero della Francesca, Masaccio, Andrea Mantegna, "
    "Paolo Uccello, "
    "Filippo Lippi, Domenico Ghirlandaio, Giovanni Bellini, Pietro Perugino",
    "Byzantine Art, Early Renaissance": "Duccio, Cimabue, Theophanes the Greek, Dionisius, Simone Martini",
    "High Renaissance": "Leonardo da Vinci, Raphael, Giorgione, Correggio, Andrea del Sarto, Fra Bartolomeo",
    "Mannerism, High Renaissance": "El Greco, Tintoretto, Paolo Veronese, Bronzino, Pontormo, Parmigianino, "
    "Giuseppe Arcimboldo",
    "Northern Renaissance": "Albrecht Durer, Albrecht Dürer, Jan van Eyck, Hans Holbein, Lucas Cranach, Hans Memling, "
    "Rogier van der Weyden, Matthias Grunewald, Albrecht Altdorfer, Quentin Matsys",
    "Social Realism": "Jose Clemente Orozco, David Alfaro Siqueiros, Thomas Hart Benton, Jacob Lawrence, Ben Shahn",
    "Post-Impressionism, Social Realism": "Edward Hopper, Grant Wood, Georgia O'Keeffe, Andrew Wyeth",
}

STYLES: dict[str, tuple[str, ...]] = {
    "art deco": ("Cubism", "Art Nouveau"),
    "futurism": ("Cubism",),
    "dada": ("Surrealism", "Pop Art"),
    "suprematism": ("Neoplasticism", "Minimalism"),
    "constructivism": ("Neoplasticism", "Minimalism", "Cubism"),
    "bauhaus": ("Neoplasticism", "Minimalism"),
    "color field painting": ("Minimalism", "Abstract Expressionism"),
    "op art": ("Minimalism", "Neoplasticism"),
    "realism": ("Romanticism", "Baroque"),
    "neoclassicism": ("Romanticism", "Rococo"),
    "academic art": ("Romanticism", "Rococo"),
    "pre-raphaelite": ("Romanticism", "Symbolism"),
    "hudson river school": ("Romanticism",),
    "barbizon school": ("Romanticism", "Impressionism"),
    "gothic painting": ("Byzantine Art", "Early Renaissance"),
    "medieval art": ("Byzantine Art", "Early Renaissance"),
    "old masters": ("Baroque", "High Renaissance", "Northern Renaissance"),
    "orphism": ("Cubism", "Fauvism"),
    "nabis": ("Post-Impressionism",),
    "tonalism": ("Impressionism", "Romanticism"),
    "lyrical abstraction": ("Abstract Expressionism", "Abstractionism"),
    "tachisme": ("Abstract Expressionism",),
    "art brut": ("Naive Art Primitivism", "Expressionism"),
    "metaphysical art": ("Surrealism",),
    "modern art": ("Cubism", "Fauvism", "Expressionism", "Abstractionism"),
    "street art": ("Pop Art",),
}
"""Movements without labelled pictures -> the most similar ones with pictures."""

KIN: dict[str, tuple[str, ...]] = {
    name.strip(): tuple(movement.strip() for movement in movements.split(","))
    for movements, names in _TABLE.items()
    for name in names.split(",")
} | STYLES
"""Name of an artist or a movement without pictures -> movements with pictures."""
